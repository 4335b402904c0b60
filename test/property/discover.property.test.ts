/** discover with tables and items that nobody thought of: it never throws, and nothing breaks out of what it writes. */
import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { check, resolveConfig } from 'prettier';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import * as face from '../../face/headwater.ts';
import { discover } from '../../operations/discover/discover.ts';
import type { SampledTable } from '../../operations/discover/sampled-table.ts';
import type { AttributeValue, Item } from '../../shared/adapters/dynamodb/attribute-value.ts';

const PK = { name: 'pk', type: 'string' } as const;
const SK = { name: 'sk', type: 'string' } as const;
const table = (more: Partial<SampledTable> = {}): SampledTable => ({
  name: 'shop',
  partitionKey: PK,
  sortKey: SK,
  indexKeys: [],
  ...more,
});
const PRETTIER = (await resolveConfig(join(import.meta.dirname, '../../cli/main.ts'))) ?? {};

/** Names of attributes that try to be code, to hide, or to be what every object inherits. */
const STRANGE = [
  ...[
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'prototype',
    'a.b',
    'a..b',
    '.',
    ' ',
    '$',
    '0',
    '1e3',
    'é',
  ],
  ...[
    "'",
    '"',
    '`',
    '\\',
    "\\'",
    '${process.exit()}',
    '*/ process.exit() /*',
    '// x',
    '\n',
    '\r\nprocess.exit();',
    '\u2028',
    '\u2029',
  ],
  ...[
    '\u0000',
    '\u202e',
    '\ufeff',
    '\ud800',
    '\udc00x',
    '😀',
    '名前',
    'Name',
    'name',
    'NAME',
    '_name',
    'a'.repeat(300),
    '</script>',
  ],
  ...[
    'import',
    'default',
    'list',
    'map',
    'object',
    'x-y',
    'x_y',
    'x y',
    "'] }) }); process.exit(); //",
    '{id}',
    '}{',
    '#',
    'pk#sk',
  ],
] as const;
/** DynamoDB's texts are UTF-8: half a surrogate pair is none. */
const isText = (one: string): boolean => one.isWellFormed();
const name = fc
  .oneof(fc.constantFrom(...STRANGE), fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }))
  .filter(isText);
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(...STRANGE, '2026-11-30', '2026-11-30T10:00:00Z', '1.50', '{}'),
  )
  .filter(isText);
const number = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('1e125', '-0.5', '12345678901234567890', '1795459927', '1.0'),
);
const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text.map((S) => ({ S })),
    number.map((N) => ({ N })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    fc.base64String({ maxLength: 8 }).map((B) => ({ B })),
    fc.array(text, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    fc.array(number, { minLength: 1, maxLength: 3 }).map((NS) => ({ NS })),
    fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }).map((M) => ({ M })),
  ),
}));
const key = fc.oneof(
  text,
  fc.tuple(fc.constantFrom('USER', 'ORDER', "O'", '`', '*/', '{x}'), text).map((all) => all.join('#')),
);
const item = fc
  .tuple(key, key, fc.dictionary(name, value, { maxKeys: 6 }))
  .map(([pk, sk, own]): Item => ({ ...own, pk: { S: pk || 'x' }, sk: { S: sk || 'x' } }));
/** The same attributes in several items: else nothing is learned of any. */
const rows = fc
  .tuple(fc.array(item, { maxLength: 6 }), fc.integer({ min: 1, max: 4 }))
  .map(([items, times]) =>
    Array.from({ length: times }, (_, time) =>
      items.map((one): Item => ({ ...one, sk: { S: `${one['sk']?.S ?? ''}#${time}` } })),
    ).flat(),
  );

describe('whatever the items are', () => {
  test('a definition is found that passes the check, and its text is TypeScript of declarations only', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), name, (items, enumerations, tableName) => {
        const { source, checked, definition } = discover(table({ name: tableName, indexKeys: ['gsi1pk'] }), items, {
          enumerations,
        });

        expect(statementsOf(source).every((one) => /^(import|const|export)/.test(one))).toBe(true);
        expect(callsIn(source).filter((one) => !OURS.has(one))).toEqual([]);
        expect(definition.tables).toHaveLength(1);
        expect(checked.entities.every((one) => one.accepted >= 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('its text is formatted, and is the definition that was checked', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (items) => {
        const { source, definition } = discover(table(), items);

        expect(await check(source, { ...PRETTIER, parser: 'typescript' })).toBe(true);
        expect(JSON.stringify(evaluated(source))).toBe(JSON.stringify(definition));
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test('no item that it took a field from is rejected by it, unless it lacks what the others have', () => {
    fc.assert(
      fc.property(rows, (items) => {
        const { checked } = discover(table(), items);
        const reasons = checked.entities.flatMap((one) => one.reasons);

        expect(reasons).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

const OURS = new Set(
  'binary boolean date decimal defineConsumer defineEntity defineHeadwater defineTable double enumeration epochMilliseconds epochSeconds geoPoint integer json keyword list localTimestamp map mask object optional text timestamp'.split(
    ' ',
  ),
);

function statementsOf(source: string): readonly string[] {
  const file = ts.createSourceFile('found.ts', source, ts.ScriptTarget.Latest, true);
  expect((file as unknown as { readonly parseDiagnostics: readonly unknown[] }).parseDiagnostics).toEqual([]);
  return file.statements.map((one) => one.getText());
}

/** What is called anywhere, and every template or identifier that is evaluated beside it. */
function callsIn(source: string): readonly string[] {
  const file = ts.createSourceFile('found.ts', source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) found.push(node.expression.getText());
    if (ts.isTemplateExpression(node) || ts.isNewExpression(node) || ts.isBlock(node)) found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function evaluated(source: string): unknown {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ESNext },
  });
  const exports: { default?: unknown } = {};
  // It has nothing but the face of the package: no process, no other module.
  runInNewContext(outputText, { exports, require: () => face });
  return exports.default;
}

/** Words of a template, each another. */
const word = fc.constantFrom('USER', 'ORDER', 'DEVICE', 'INVOICE', 'TEAM', 'EVENT', 'TOKEN', 'CARD');
const design = fc.uniqueArray(word, { minLength: 2, maxLength: 5 }).chain((words) =>
  fc.record({
    words: fc.constant(words),
    delimiter: fc.constantFrom('#', '|', ':', '/'),
    tenants: fc.boolean(),
    seed: fc.nat(1000),
  }),
);

test('templates that were drawn are found again', () => {
  fc.assert(
    fc.property(design, ({ words, delimiter, tenants, seed }) => {
      const items = words.flatMap((one, kind) =>
        Array.from({ length: 8 }, (_, index): Item => {
          const id = `${seed + index * 7}x${kind}`;
          const tenant = ['acme', 'globex', 'initech'][(index + seed) % 3] ?? '';
          const pk = tenants ? ['TENANT', tenant].join(delimiter) : [one, id].join(delimiter);
          const sk = tenants ? [one, id].join(delimiter) : one;
          return {
            pk: { S: pk },
            sk: { S: sk },
            [`${one.toLowerCase()}Field`]: { S: `v${id}` },
            size: { N: String(index) },
          };
        }),
      );
      const { found, checked } = discover(table(), items);
      const templates = found.entities.map(({ recognise }) =>
        typeof recognise === 'object' && 'pk' in recognise ? [recognise.pk, recognise.sk] : [],
      );
      const shapes = templates.map((all) => all.map((one) => one?.replaceAll(/\{\w+\}/g, '{}')).join(' & ')).toSorted();
      const wanted = words
        .map((one) => (tenants ? `TENANT${delimiter}{} & ${one}${delimiter}{}` : `${one}${delimiter}{} & ${one}`))
        .toSorted();

      expect(shapes).toEqual(wanted);
      expect(checked.entities.map((one) => one.accepted)).toEqual(words.map(() => 8));
      expect(checked.unrecognised).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['no item', []],
  [
    'a name that is no text',
    Array.from({ length: 4 }, (_, row) => ({ ...wide(row, 2), '\ud800': { M: { '\udc00': { S: 'x' } } } })),
  ],
  ['one item', [{ pk: { S: 'a' }, sk: { S: 'b' }, name: { S: 'Somebody Else' } }]],
  ['400 attributes', Array.from({ length: 4 }, (_, row) => wide(row, 400))],
  ['1,500 attributes', Array.from({ length: 4 }, (_, row) => wide(row, 1500))],
  [
    'objects in objects, 25 deep',
    [deep(25), deep(25)].map((inner, row): Item => ({ pk: { S: `a${row}` }, sk: { S: 'b' }, inner })),
  ],
])('%s', (_, items: readonly Item[]) => {
  const { definition, checked, source } = discover(table(), items);

  expect(definition.tables[0]?.entities.length).toBeGreaterThan(0);
  expect(checked.entities.flatMap((one) => one.reasons)).toEqual([]);
  expect(source).not.toContain('Somebody');
});

function wide(row: number, count: number): Item {
  const own = Array.from({ length: count }, (_, at): [string, AttributeValue] => [
    `attribute_${at}`,
    { S: `Some words of ${at}` },
  ]);
  return { pk: { S: `a${row}` }, sk: { S: 'b' }, ...Object.fromEntries(own) };
}

function deep(levels: number): AttributeValue {
  return levels === 0 ? { S: 'end' } : { M: { inner: deep(levels - 1), other: { N: '1' } } };
}
