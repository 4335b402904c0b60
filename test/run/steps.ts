/** The steps of a test run: each timed, counted, and with its name before each of its lines, for two of them run at a time. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { failuresOf, type Report } from './failures.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What all steps found together. */
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
/** The names of the tests that failed, for the end of the output: whoever reads only that must know which. */
const failures: string[] = [];

/** Runs one step; it counts as failed when it throws. Its result, or undefined then. */
export async function step<T>(name: string, run: (counts: Counts) => Promise<T>): Promise<T | undefined> {
  say(name, 'begins');
  const start = Date.now();
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    return await run(counts);
  } catch (error) {
    say(name, error instanceof Error ? error.message : String(error));
    if (counts.failed === 0) counts.failed = 1;
    return undefined;
  } finally {
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    const verdict = counts.failed > 0 ? 'FAILED' : 'ok    ';
    lines.push(`${verdict} ${name.padEnd(12)} ${seconds.padStart(6)} s  ${counts.passed} passed`);
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
  }
}

/** A script of package.json. */
export async function check(name: string, script: string, env: Environment): Promise<void> {
  await step(name, async (counts) => {
    if ((await run(name, 'npm', ['run', '--silent', script], env)) !== 0) throw new Error(`npm run ${script} failed`);
    counts.passed = 1;
  });
}

/** A project of vitest.config.ts. */
export async function tests(kind: string, env: Environment): Promise<void> {
  await step(kind, async (counts) => {
    const reports = await mkdtemp(join(tmpdir(), 'headwater-test-'));
    const file = join(reports, 'report.json');
    const outputs = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await run(kind, 'npx', ['vitest', 'run', '--project', kind, ...outputs], env);
    const report = JSON.parse(await readFile(file, 'utf8')) as Report;
    await rm(reports, { recursive: true });
    failures.push(...report.testResults.flatMap(failuresOf));
    counts.passed = report.numPassedTests;
    counts.failed = report.numFailedTests;
    counts.skipped = report.numPendingTests;
    // A file that cannot even be loaded has no failed test of its own.
    if (code !== 0 && counts.failed === 0)
      throw new Error(`vitest exited with ${code}: ${report.numFailedTestSuites} files failed to run`);
  });
}

/** Prints what failed, each step and the sum. Gives the exit code. */
export function summary(): number {
  if (failures.length > 0) console.log(`\n${failures.join('\n')}`);
  console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

export function say(name: string, text: string): void {
  for (const line of text.split('\n')) console.log(`${name.padEnd(11)} | ${line}`);
}

/** Its lines appear as they come, on a terminal in colours. */
function run(name: string, command: string, args: readonly string[], env: Environment): Promise<number> {
  return new Promise((resolve, reject) => {
    const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...env, ...colours } });
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', (line) => say(name, line));
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
