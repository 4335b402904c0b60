/**
 * Each name that an app can import has a docstring; each value (function, class) has an `@example` in it, and all of them compile, as
 * do the README's example and those of docs/package.md. A type needs none: it is what a value's example takes or gives.
 *
 * An example may use every name of the faces without importing it, and those of NAMES.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { faceNames, faceProgram, type FaceName } from '../../package/face-program.ts';
import { faceReport, REPORT } from '../../package/face-report.ts';

const repository = join(import.meta.dirname, '../..');
/** Where the examples would lie; they are on no disk. */
const folder = join(repository, 'face');

const NAMES = `
import { date, decimal, defineConsumer, defineEntity, keyword, list, optional, text, timestamp } from 'headwater';
export const film = defineEntity({
  name: 'film',
  recognise: { pk: 'FILM#{id}' },
  fields: {
    id: keyword(),
    title: text(),
    genre: keyword(),
    price: decimal(10, 2),
    releaseDate: optional(date()),
    tags: optional(list(keyword())),
  },
});
export const order = defineEntity({
  name: 'order',
  recognise: { pk: 'ORDER#{id}' },
  fields: { id: keyword(), placedAt: timestamp(), total: decimal(10, 2) },
});
export const newFilms = defineConsumer({ type: 'function', name: 'new-films', entities: [film], handler: 'new-films.ts' });
`;

const names = faceNames(faceProgram());
const pages = ['README.md', 'docs/package.md'].map((page) => readFileSync(join(repository, page), 'utf8'));
const blocks = pages.map((text) => Array.from(text.matchAll(/```ts\n([^]*?)```/g), ([, code = '']) => code));
const files = new Map([
  [join(folder, 'names.ts'), NAMES],
  [join(folder, 'headwater.config.ts'), blocks[0]?.[0] ?? ''],
  ...names.filter(({ isValue }) => isValue).map((one) => fileOf(`${one.face}-${one.name}`, examplesOf(one).join('\n'))),
  ...(blocks[1] ?? []).map((code, at) => fileOf(`package-${at}`, code)),
]);
const [wrongPath, wrongText] = fileOf('wrong', "keyword({ patern: 'x' });");
const program = faceProgram(new Map([...files, [wrongPath, wrongText]]));

test('every name has a docstring', () => {
  expect(names.length).toBeGreaterThan(60);
  const bare = names.filter(({ symbol }) => docOf(symbol) === '');
  expect(bare.map(({ face, name }) => `${face}: ${name}`)).toEqual([]);
});

test('every function and class has an example', () => {
  const without = names.filter((one) => one.isValue && examplesOf(one).length === 0);
  expect(without.map(({ face, name }) => `${face}: ${name}`)).toEqual([]);
});

test('every example compiles', () => {
  expect(problemsIn([...files.keys()])).toEqual([]);
});

test('one that does not compile would be noticed', () => {
  expect(problemsIn([wrongPath])).toEqual([expect.stringMatching(/wrong\.ts: .*'patern' does not exist/)]);
});

test('the report of the face is of this code: npm run face:report', () => {
  expect(faceReport(program)).toBe(readFileSync(REPORT, 'utf8'));
});

function docOf(symbol: ts.Symbol): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(undefined)).trim();
}

function examplesOf({ symbol }: FaceName): readonly string[] {
  const tags = symbol.getJsDocTags().filter(({ name }) => name === 'example');
  return tags.map(({ text }) => ts.displayPartsToString(text));
}

/** A module with the example, that imports what it uses. The CDK's root would read each service's declarations: it has the same names. */
function fileOf(name: string, code: string): [string, string] {
  const known = [
    ...names,
    ...['film', 'order', 'newFilms'].map((name) => ({ name, face: './names.ts', isValue: true })),
  ];
  const declared = new Set(
    Array.from(code.matchAll(/(?:import (?:type )?\{([^}]*)\}|import (\w+)|(?:const|function) (\w+))/g)).flatMap(
      ([, many = '', whole = '', own = '']) => [...many.split(','), whole, own].map((word) => word.trim()),
    ),
  );
  const used = new Set(code.match(/\b[A-Za-z]\w*\b/g));
  const imports = known
    .filter((one) => used.has(one.name) && !declared.has(one.name))
    .map((one) => `import { ${one.isValue ? '' : 'type '}${one.name} } from '${one.face}';`);
  const light = code.replaceAll("'aws-cdk-lib'", "'aws-cdk-lib/core'");
  return [join(folder, `${name.replaceAll('/', '-')}.ts`), [...imports, 'export {};', light].join('\n')];
}

function problemsIn(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    const source = program.getSourceFile(path);
    if (!source) return [`${path}: not read`];
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${path.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}
