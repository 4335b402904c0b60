/**
 * `npm run test:attack -- [--minutes 3] [--seed 1] [--part chaos]`: attacks a local cloud from outside. Without AWS_ENDPOINT_URL on
 * a cloud of its own. Exit code 1 with seed and key when a store differs; 130 after Ctrl-C, when all faults have ended.
 */
import { parseArgs } from 'node:util';
import { startTestCloud } from '../support/test-cloud.ts';
import { attack, PARTS, type Part } from './attack.ts';
import { describeSummary } from './summary.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    part: { type: 'string', multiple: true },
    open: { type: 'boolean', default: false },
  },
});
const parts = (values.part ?? PARTS).filter((part): part is Part => (PARTS as readonly string[]).includes(part));
const stop = new AbortController();
process.once('SIGINT', () => {
  console.log('stopping: faults end first');
  stop.abort();
});
const cloud = process.env['AWS_ENDPOINT_URL'] === undefined ? await startTestCloud() : undefined;
if (cloud) Object.assign(process.env, cloud.env);
try {
  const summary = await attack({
    seed: Number(values.seed),
    milliseconds: Number(values.minutes) * 60_000,
    parts,
    open: values.open,
    signal: stop.signal,
    say: (line) => {
      console.log(line);
    },
  });
  console.log(describeSummary(summary));
  process.exitCode = stop.signal.aborted ? 130 : summary.differences.length > 0 ? 1 : 0;
} finally {
  await cloud?.stop();
}
