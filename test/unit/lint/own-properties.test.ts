/** The rule fires on each way to read or write an inherited property, and on nothing that is safe. */
import { ESLint, Linter } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
import rule from '../../../lint/own-properties.js';

const DECLARED = `export {};
interface Row { readonly [name: string]: number | undefined }
declare const row: Row;
declare const perhaps: Row | undefined;
declare const open: Record<string, number>;
declare const name: string;
declare const known: 'title' | 'price';
declare const fixed: Readonly<Record<'title' | 'price', number>>;
declare const list: readonly number[];
declare const at: number;
`;

test.each([
  ['row[name];', 'read'],
  ['perhaps?.[name];', 'read'],
  ['open[`${name}s`];', 'read'],
  ['open[name] = 1;', 'write'],
  ['open[name] ??= 1;', 'write'],
  ['open[name] += 1;', 'write'],
  ['open[name]++;', 'write'],
  ['const { [name]: one } = row;', 'read'],
  ['name in row;', 'in'],
  ['Reflect.get(row, name);', 'read'],
  ['Object.assign(open, row);', 'assign'],
  ['function of<N extends string>(n: N) { return open[n]; }', 'read'],
])('refuses %s', (line, expected) => {
  expect(faultsOf(line)).toEqual([expected]);
});

test.each([
  "row['title'];",
  'fixed[known];',
  'list[at];',
  "'title' in row;",
  'at in list;',
  'const made = { [name]: 1 };',
  'Object.fromEntries([[name, 1]]);',
  "Object.assign(new Error('no'), { code: name });",
  'Object.hasOwn(row, name);',
])('takes %s', (line) => {
  expect(faultsOf(line)).toEqual([]);
});

test.each(['shared/domain/row/json.ts', 'functions/archiver/handler.ts', 'cli/main.ts', 'infra/app.ts'])(
  'is an error in %s',
  async (file) => {
    const { rules } = (await new ESLint().calculateConfigForFile(file)) as Linter.Config;
    expect(rules?.['headwater/own-properties']).toEqual([2]);
  },
);

function faultsOf(line: string): readonly (string | undefined)[] {
  const [file, text] = ['example.ts', `${DECLARED}${line}\n`];
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ESNext,
    lib: ['lib.es2025.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const fromDisk = host.getSourceFile.bind(host);
  host.getSourceFile = (path, version) =>
    path === file ? ts.createSourceFile(path, text, version, true) : fromDisk(path, version);
  const program = ts.createProgram([file], options, host);
  const messages = new Linter({ cwd: process.cwd() }).verify(
    text,
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser, parserOptions: { programs: [program] } },
      plugins: { headwater: { rules: { 'own-properties': rule } } },
      rules: { 'headwater/own-properties': 'error' },
    },
    file,
  );
  return messages.map(({ messageId, message }) => messageId ?? message);
}
