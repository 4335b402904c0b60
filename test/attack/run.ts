/**
 * `npm run test:attack -- [--minutes 3] [--seed 1] [--part chaos] [--open]`: attacks a local cloud from outside. Without
 * AWS_ENDPOINT_URL on a cloud of its own. Exit code 1 with seed and key when a store differs, 2 for a mistake in the command, 130
 * after Ctrl-C, when all faults have ended.
 */
import { parseArgs } from 'node:util';
import { startTestCloud } from '../support/test-cloud.ts';
import { attack, PARTS, type AttackOptions, type Part } from './attack.ts';
import { WORKERS } from './cloud.ts';
import { describeSummary } from './summary.ts';

type Wanted = Pick<AttackOptions, 'seed' | 'milliseconds' | 'parts' | 'open'>;

const wanted = readCommand();
if (typeof wanted === 'string') {
  console.error(wanted);
  process.exitCode = 2;
} else await run(wanted);

async function run(options: Wanted): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => {
    console.log('stopping: faults end first');
    stop.abort();
  });
  const cloud = process.env['AWS_ENDPOINT_URL'] === undefined ? await startTestCloud() : undefined;
  if (cloud) Object.assign(process.env, cloud.env);
  const say = (line: string): void => {
    console.log(line);
  };
  try {
    const summary = await attack({ ...options, killed: WORKERS, signal: stop.signal, say });
    console.log(describeSummary(summary));
    process.exitCode = stop.signal.aborted ? 130 : summary.differences.length > 0 ? 1 : 0;
  } finally {
    await cloud?.stop();
  }
}

/** @returns what is wanted, or what is wrong with the command */
function readCommand(): Wanted | string {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '3' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        part: { type: 'string', multiple: true, default: [...PARTS] },
        open: { type: 'boolean', default: false },
      },
    });
    const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
    if (!(minutes > 0 && minutes < Infinity)) return `--minutes ${values.minutes}: a number above 0 is needed`;
    if (!Number.isSafeInteger(seed)) return `--seed ${values.seed}: a whole number is needed`;
    const unknown = values.part.find((part) => !isPart(part));
    if (unknown !== undefined) return `--part ${unknown}: there is no such part; there are ${PARTS.join(', ')}`;
    return { seed, milliseconds: minutes * 60_000, parts: values.part.filter(isPart), open: values.open };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isPart(text: string): text is Part {
  return (PARTS as readonly string[]).includes(text);
}
