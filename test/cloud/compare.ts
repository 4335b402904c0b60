/**
 * Shows what the launcher is for: runs the cloud contract suite on bare MiniStack and on ours, and prints row by row what
 * failed and what passed. Ends with 1 unless each row fails on bare MiniStack and passes on ours.
 *
 *     HEADWATER_PYTHON=.local/venv/bin/python node test/cloud/compare.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud, type CloudName } from './support/clouds.ts';

interface TestResult {
  readonly title: string;
  readonly status: string;
}
interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly TestResult[] }[];
}
interface RowResult {
  readonly passed: number;
  readonly failed: number;
}

// On bare MiniStack most conditions never come true: waiting long for them proves nothing more.
const patienceSeconds: Readonly<Record<CloudName, string>> = { bare: '12', ours: '45' };
const root = join(import.meta.dirname, '..', '..');
const folder = await mkdtemp(join(tmpdir(), 'headwater-compare-'));
const bare = byRow(await runSuiteOn('bare'));
const ours = byRow(await runSuiteOn('ours'));
process.stdout.write(table(bare, ours));
process.exitCode = isProof(bare, ours) ? 0 : 1;

async function runSuiteOn(cloud: CloudName): Promise<readonly TestResult[]> {
  process.stderr.write(`running the suite on ${cloud} (output in ${folder})\n`);
  const running = await startCloud(cloud, folder);
  try {
    return await runSuite(running.endpoint, patienceSeconds[cloud], join(folder, `${cloud}.json`));
  } finally {
    await running.stop();
  }
}

async function runSuite(endpoint: string, patience: string, report: string): Promise<readonly TestResult[]> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const settings = ['--config', 'test/cloud/vitest.config.ts', '--reporter=json', `--outputFile=${report}`];
  const suite = spawn(process.execPath, [vitest, 'run', ...settings], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, HEADWATER_CLOUD_PATIENCE_SECONDS: patience, AWS_ENDPOINT_URL: endpoint },
  });
  await once(suite, 'exit');
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}

function byRow(results: readonly TestResult[]): ReadonlyMap<number, RowResult> {
  const rows = new Map<number, RowResult>();
  for (const { title, status } of results) {
    const row = /^row (\d+):/.exec(title)?.[1];
    if (row === undefined) continue;
    const { passed, failed } = rows.get(Number(row)) ?? { passed: 0, failed: 0 };
    const holds = status === 'passed';
    rows.set(Number(row), { passed: passed + Number(holds), failed: failed + Number(!holds) });
  }
  return rows;
}

function table(onBare: ReadonlyMap<number, RowResult>, onOurs: ReadonlyMap<number, RowResult>): string {
  const rows = [...onOurs.keys()].sort((a, b) => a - b);
  const lines = rows.map(
    (row) => `${String(row).padStart(3)}  ${verdict(onBare.get(row))}  ${verdict(onOurs.get(row))}`,
  );
  return ['row  bare MiniStack     ours', ...lines, ''].join('\n');
}

function verdict(result: RowResult | undefined): string {
  if (result === undefined) return 'did not run'.padEnd(18);
  const tests = result.passed + result.failed;
  return (result.failed > 0 ? `FAILS (${result.failed} of ${tests})` : `passes (${tests})`).padEnd(18);
}

function isProof(onBare: ReadonlyMap<number, RowResult>, onOurs: ReadonlyMap<number, RowResult>): boolean {
  const rows = [...onOurs.keys()];
  const failsOnBare = (row: number) => (onBare.get(row)?.failed ?? 0) > 0;
  return rows.length > 0 && rows.every((row) => failsOnBare(row) && onOurs.get(row)?.failed === 0);
}
