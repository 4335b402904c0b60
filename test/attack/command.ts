/**
 * `npm run test:attack -- [--minutes 3] [--seed 1] [--part chaos]`: attacks a local cloud from outside. Without
 * AWS_ENDPOINT_URL on a cloud of its own. Exit code 1 with seed and key when a store differs, 2 for a mistake in the command, 130
 * after Ctrl-C, when all faults have ended and what was killed half-way is finished; a second Ctrl-C does not wait for that.
 */
import { parseArgs } from 'node:util';
import { showProgress, stopLocalCloud } from '../../local/local-cloud.ts';
import { watchForInterruption } from '../../local/interrupt.ts';
import { startTestCloud, type TestCloud } from '../support/test-cloud.ts';
import { attack, PARTS, type AttackOptions, type Part } from './attack.ts';
import { connectCloud, WORKERS } from './cloud.ts';
import { describeSummary } from './summary.ts';
import { endFaults, makeWhole } from './whole.ts';

type Wanted = Pick<AttackOptions, 'seed' | 'milliseconds' | 'parts'>;

const INTERRUPTED = 130;
const LONGEST_END_MILLISECONDS = 15_000;

const { signal } = watchForInterruption(() => void endNow());
signal.addEventListener('abort', () => {
  console.log(
    'interrupted: faults end, and what was killed half-way is finished; a second Ctrl-C does not wait for it',
  );
});

const ownCloud = process.env['AWS_ENDPOINT_URL'] === undefined;
const wanted = readCommand();
if (typeof wanted === 'string') {
  console.error(wanted);
  process.exitCode = 2;
} else process.exitCode = await run(wanted);

/** @returns the exit code */
async function run(options: Wanted): Promise<number> {
  let cloud: TestCloud | undefined;
  try {
    if (ownCloud) cloud = await startTestCloud({ signal });
    Object.assign(process.env, cloud?.env);
    return await attackAndTell(options);
  } catch (error) {
    // What an abort makes a start throw is no news.
    if (!signal.aborted) throw error;
    return INTERRUPTED;
  } finally {
    if (ownCloud) await stopOwnCloud();
  }
}

async function attackAndTell(options: Wanted): Promise<number> {
  const left = ownCloud ? [] : await makeWhole(await connectCloud(), signal);
  for (const one of left) console.error(`this cloud is not whole: ${one}`);
  if (left.length > 0 && !signal.aborted) return 2;
  const say = (line: string): void => {
    console.log(line);
  };
  const summary = await attack({ ...options, killed: WORKERS, signal, say });
  console.log(describeSummary(summary));
  if (signal.aborted) return INTERRUPTED;
  return summary.differences.length > 0 ? 1 : 0;
}

/** Also one that a start has left half-way. */
async function stopOwnCloud(): Promise<void> {
  await stopLocalCloud({ log: showProgress(process.stdout), purge: true });
}

/** Verbs that run are killed at exit; what they were at is finished by the next attack on this cloud. */
async function endNow(): Promise<void> {
  const { HEADWATER_SEARCH_ENDPOINT: search = '' } = process.env;
  setTimeout(() => process.exit(INTERRUPTED), LONGEST_END_MILLISECONDS);
  await (ownCloud ? stopOwnCloud() : endFaults({ search })).catch(() => undefined);
  process.exit(INTERRUPTED);
}

/** @returns what is wanted, or what is wrong with the command */
function readCommand(): Wanted | string {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '3' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        part: { type: 'string', multiple: true, default: [...PARTS] },
      },
    });
    const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
    if (!(minutes > 0 && minutes < Infinity)) return `--minutes ${values.minutes}: a number above 0 is needed`;
    if (!Number.isSafeInteger(seed)) return `--seed ${values.seed}: a whole number is needed`;
    const unknown = values.part.find((part) => !isPart(part));
    if (unknown !== undefined) return `--part ${unknown}: there is no such part; there are ${PARTS.join(', ')}`;
    return { seed, milliseconds: minutes * 60_000, parts: values.part.filter(isPart) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isPart(text: string): text is Part {
  return (PARTS as readonly string[]).includes(text);
}
