/**
 * `npm test`: the checks, then every kind of test, on a local cloud of its own; ends with one summary line. `npm run test:slow`:
 * the integration tests that take minutes by nature. `npm run test:drill`: the game day alone, on a fresh cloud (about six
 * minutes; it leaves the table under a new stream).
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { startTestCloud } from './support/test-cloud.ts';

/** Fast first: what fails in seconds should not wait for what takes minutes. */
const [, , apart] = process.argv;
const CHECKS = ['types', 'format', 'arrows', 'unused', 'lint'];
const WITHOUT_CLOUD = ['unit', 'simulation', 'infra'];
const ON_THE_CLOUD = apart !== undefined ? [apart] : ['cloud', 'contract', 'auditor', 'replay', 'integration'];

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
/** The names of the tests that failed, for the end of the output: whoever reads only that must know which. */
const failures: string[] = [];
const reports = await mkdtemp(join(tmpdir(), 'headwater-test-'));

for (const check of apart !== undefined ? [] : CHECKS) await step(check, () => runCheck(check));
for (const kind of apart !== undefined ? [] : WITHOUT_CLOUD) await step(kind, () => runTests(kind, {}));
const cloud = await step('local cloud', startTestCloud);
if (cloud) {
  if (apart === undefined) await step('launcher', () => runCheck('test:cloud:rules'));
  for (const kind of ON_THE_CLOUD) await step(kind, () => runTests(kind, cloud.env));
  await cloud.stop();
}
await rm(reports, { recursive: true });
if (failures.length > 0) console.log(`\n${failures.join('\n')}`);
console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/** Runs one step, times it, and counts it as failed when it throws. */
async function step<T>(name: string, run: () => Promise<T>): Promise<T | undefined> {
  console.log(`\n== ${name}`);
  const start = Date.now();
  const before = { ...total };
  try {
    return await run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (total.failed === before.failed) total.failed += 1;
    return undefined;
  } finally {
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    const failed = total.failed - before.failed;
    lines.push(
      `${failed > 0 ? 'FAILED' : 'ok    '} ${name.padEnd(12)} ${seconds.padStart(6)} s  ${total.passed - before.passed} passed`,
    );
  }
}

async function runCheck(script: string): Promise<void> {
  if ((await run('npm', ['run', '--silent', script], {})) !== 0) throw new Error(`npm run ${script} failed`);
  total.passed += 1;
}

async function runTests(kind: string, env: Readonly<Record<string, string>>): Promise<void> {
  const report = join(reports, `${kind}.json`);
  const args = [
    'vitest',
    'run',
    '--project',
    kind,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const code = await run('npx', args, env);
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults } = JSON.parse(
    await readFile(report, 'utf8'),
  ) as Report;
  failures.push(...testResults.flatMap(failuresOf));
  total.passed += numPassedTests;
  total.failed += numFailedTests;
  total.skipped += numPendingTests;
  // A file that cannot even be loaded has no failed test of its own.
  if (code !== 0 && numFailedTests === 0)
    throw new Error(`vitest exited with ${code}: ${numFailedTestSuites} files failed to run`);
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly { status: string; fullName: string; failureMessages: readonly string[] }[];
}

/** What failed in a file: each test with the beginning of its message, or the file itself when it could not be run. */
function failuresOf({ name, status, message, assertionResults }: FileResult): string[] {
  const file = relative(process.cwd(), name);
  const tests = assertionResults.filter((result) => result.status === 'failed');
  if (tests.length === 0) return status === 'failed' ? [`FAILED ${file}: ${beginning(message)}`] : [];
  return tests.map(
    ({ fullName, failureMessages }) => `FAILED ${file}: ${fullName}\n       ${beginning(failureMessages[0])}`,
  );
}

/** The first lines of a message, on one line: a property's seed and counterexample stand there. */
function beginning(message = ''): string {
  return stripVTControlCharacters(message).split('\n').slice(0, 4).join(' ').slice(0, 600);
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
