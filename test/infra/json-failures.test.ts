/** With --json every failure is one JSON object on stdout, and its exit code is that of the words: by real processes. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SHOP } from '../support/apps.ts';

const MAIN = join(import.meta.dirname, '../../cli/main.ts');
/** Where no local cloud has ever been, nor credentials for AWS. */
const root = mkdtempSync(join(tmpdir(), 'headwater-no-cloud-'));
const NOWHERE = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:AWS|HEADWATER)_/.test(name))),
  HEADWATER_LOCAL_ROOT: root,
  HEADWATER_CONFIG: SHOP,
};
const CLOSED = { ...NOWHERE, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_MAX_ATTEMPTS: '1' };

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
    child.stdin?.end();
  });
}

const USAGE = '--help shows the options and examples.';

test.concurrent.each<[string, string, string, string]>([
  ['stauts', 'HW_COMMAND', "unknown command 'stauts'\n(Did you mean status?)", USAGE],
  ['dlq shw', 'HW_COMMAND', "unknown command 'shw'\n(Did you mean show?)", USAGE],
  ['status --sideways', 'HW_COMMAND', "unknown option '--sideways'", USAGE],
  [
    'search film -clone',
    'HW_COMMAND',
    "unknown option '-clone'",
    "put -- before it, and all options before that: -- '-clone'.",
  ],
  ['get film', 'HW_COMMAND', "missing required argument 'key'", USAGE],
  ['status now', 'HW_COMMAND', "too many arguments for 'status'. Expected 0 arguments but got 1.", USAGE],
  ['ledger', 'HW_COMMAND', "required option '--from <time>' not specified", USAGE],
  ['search film x --size 0', 'HW_COMMAND', 'It must be a whole number from 1 to 1000.', USAGE],
  ['query x --engine sqlite', 'HW_COMMAND', "'sqlite' is invalid. Allowed choices are duckdb, athena.", USAGE],
  [
    'schemas print flim',
    'HW_COMMAND',
    'There is no entity "flim". Did you mean "film"?',
    'Entities: film, stock, order.',
  ],
  ['down --purge', 'HW_COMMAND', 'Nobody is there to answer.', 'Add --yes.'],
  ['status', 'HW_COMMAND', 'The local cloud is not running, and no other was named.', '`npx headwater up` starts it'],
  ['verify', 'HW_COMMAND', 'The local cloud is not running, and no other was named.', '`npx headwater up` starts it'],
  ['status --endpoint nonsense', 'HW_COMMAND', '"nonsense" is not a URL.', 'http://localhost:4566'],
  ['status --endpoint http://127.0.0.1:9', 'HW_UNREACHABLE', 'does not answer', 'Is it running?'],
])('headwater %s --json', async (line, code, message, next) => {
  const env = line.includes('127.0.0.1') ? CLOSED : NOWHERE;
  const args = line.split(' ');
  const [told, said] = await Promise.all([run([...args, '--json'], env), run(args, env)]);

  const answer = JSON.parse(told.stdout) as { readonly error: Readonly<Record<string, string>> };
  expect(Object.keys(answer)).toEqual(['error']);
  expect(answer.error).toEqual({
    code,
    message: expect.stringContaining(message) as string,
    next: expect.stringContaining(next) as string,
  });
  expect(told.code).toBe(2);
  expect(said).toMatchObject({ code: 2, stdout: '' });
  expect(said.stderr).toContain(message);
  expect(said.stderr).not.toMatch(/^\s+at |This is a bug/m);
});

test('without a place for temporary files a verb says so, and help needs none', async () => {
  const env = { ...CLOSED, TMPDIR: join(root, 'not-there') };
  const [status, help] = await Promise.all([run(['status', '--json'], env), run(['--help'], env)]);

  const { error } = JSON.parse(status.stdout) as { readonly error: Readonly<Record<string, string>> };
  expect(error).toMatchObject({ code: 'HW_FILE', message: expect.stringContaining('not-there') as string });
  expect(status.code).toBe(2);
  expect(status.stderr).not.toMatch(/^\s+at /m);
  expect(help.code).toBe(0);
});
