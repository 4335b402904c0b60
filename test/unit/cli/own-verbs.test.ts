/** Verbs that a project adds by `verbs` of its definition: seen in the help, run, and their faults told as the configuration's. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { repository } from '../../../local/layout.ts';

const app = mkdtempSync(join(tmpdir(), 'headwater-own-verbs-'));
afterAll(() => rmSync(app, { recursive: true, force: true }));

const GREET = `
export default function addVerbs({ verb, run }) {
  verb('greet', 'Say hello.', ['greet']).argument('<name>').action((name) =>
    run({ left: 'Nothing.', tidiesUp: false }, async () => { console.log('hello ' + name); return 1; }));
}
`;

function write(verbs: string, file = GREET): void {
  writeFileSync(join(app, 'own.mjs'), file);
  const face = JSON.stringify(join(repository, 'face/headwater.ts'));
  writeFileSync(
    join(app, 'headwater.config.ts'),
    `import { defineEntity, defineHeadwater, defineTable, keyword } from ${face};
const thing = defineEntity({ name: 'thing', recognise: { pk: 'T#{id}' }, fields: { id: keyword() } });
const things = defineTable({ name: 'things', partitionKey: { name: 'pk', type: 'string' }, entities: [thing] });
export default defineHeadwater({ name: 'own', verbs: '${verbs}', tables: [things], consumers: [] });\n`,
  );
}

function headwater(...words: string[]): Promise<{ readonly code: number; readonly said: string }> {
  const env = { ...process.env, HEADWATER_CONFIG: undefined, NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    const args = [join(repository, 'cli/main.ts'), ...words];
    const child = execFile(process.execPath, args, { cwd: app, env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, said: stdout + stderr });
    });
  });
}

test('a verb of the project runs with its arguments and its exit code, and stands in the help', async () => {
  write('own.mjs');

  expect(await headwater('greet', 'world')).toEqual({ code: 1, said: 'hello world\n' });
  expect((await headwater('--help')).said).toMatch(/^ {2}greet.*Say hello\.$/m);
});

test('up names the first of them as the next step, whatever it is called', () => {
  write('own.mjs');
  const named = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `console.log(await (await import('${join(repository, 'cli/project-verbs.ts')}')).ownVerbNames())`,
    ],
    { cwd: app, env: { ...process.env, HEADWATER_CONFIG: undefined, NODE_OPTIONS: '' }, encoding: 'utf8' },
  );

  expect(named).toBe("[ 'greet' ]\n");
});

test('what stands after -- is no option', async () => {
  write('own.mjs');

  expect((await headwater('greet', '--', '--config=x')).said).toBe('hello --config=x\n');
});

test('a word that nobody knows is a mistake', async () => {
  const { code, said } = await headwater('greed');

  expect(code).toBe(2);
  expect(said).toMatch(/unknown command 'greed'/);
});

test.each([
  ['a file that is not there', 'none.mjs', GREET, /HW_CONFIG|verbs: .*none\.mjs cannot be read/],
  ['a file without a function', 'own.mjs', 'export const x = 1;', /verbs: .*own\.mjs exports no function as default/],
  [
    'a file that throws',
    'own.mjs',
    'export default () => { throw new Error("no luck"); };',
    /verbs: .*own\.mjs:1: no luck|verbs: .*no luck/,
  ],
  ['a file that does not parse', 'own.mjs', 'export default function {', /verbs: .*own\.mjs cannot be read/],
  [
    "a verb with the name of one of Headwater's",
    'own.mjs',
    "export default ({ verb }) => { verb('status', 'x', []); };",
    /verbs: .*cannot add command 'status'/,
  ],
])('%s is told as a mistake of the configuration, in the help too', async (_, verbs, file, sentence) => {
  write(verbs, file);

  const { code, said } = await headwater('greet', 'world');
  expect(said).toMatch(sentence);
  expect(said).not.toMatch(/^\s+at |This is a bug/m);
  expect(code).toBe(2);
  const help = await headwater('--help');
  expect(help.code).toBe(0);
  expect(help.said).toContain('The verbs of this project are not listed: verbs: ');
});

test('what a verb of the project throws is none of Headwater’s bugs', async () => {
  const throwing = GREET.replace("console.log('hello ' + name); return 1;", "throw new TypeError('no ' + name);");
  write('own.mjs', throwing);

  const { code, said } = await headwater('greet', 'world');
  expect(code).toBe(2);
  expect(said).toMatch(/at .*own\.mjs:4/);
  expect(said).toContain('This verb of the project threw: no world\n-> Mend it there.');
  expect(said).not.toContain('bug in Headwater');
});

test('without a project a word that nobody knows is told with what is like it', async () => {
  const env = { ...process.env, HEADWATER_CONFIG: undefined, NODE_OPTIONS: '' };
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, [join(repository, 'cli/main.ts'), 'doctro'], { cwd: tmpdir(), env }, (__, ___, stderr) =>
      resolve(stderr),
    );
  });

  expect(said).toMatch(/unknown command 'doctro'[^]*doctor/);
});

test('a package.json that names no definition is told, and not that the verb is unknown', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-named-'));
  writeFileSync(join(folder, 'package.json'), '{"headwater":{"config":"none.ts"}}');
  const env = { ...process.env, HEADWATER_CONFIG: undefined, NODE_OPTIONS: '' };
  const said = await new Promise<string>((resolve) => {
    const args = [join(repository, 'cli/main.ts'), 'greet'];
    execFile(process.execPath, args, { cwd: folder, env }, (__, ___, stderr) => resolve(stderr));
  });
  rmSync(folder, { recursive: true });

  expect(said).toMatch(/there is no file .*none\.ts, which .*package\.json names/);
});

test('the definition is found from the directory, or named', async () => {
  write('own.mjs');
  const env = { ...process.env, HEADWATER_CONFIG: undefined, NODE_OPTIONS: '' };
  const args = [join(repository, 'cli/main.ts'), 'greet', 'you', '--config', join(app, 'headwater.config.ts')];
  const said = await new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: tmpdir(), env }, (__, stdout) => resolve(stdout));
  });

  expect(said).toBe('hello you\n');
});
