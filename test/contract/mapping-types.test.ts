/** Mappings of one's own: what synth takes of them, every store takes; what the row schema takes, the index does; no refusal is needless. */
import { describe, expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import type { Field, FieldOptions, SearchMapping } from '../../shared/domain/definition/field.ts';
import * as fields from '../../shared/domain/definition/fields.ts';
import { mappingProblems } from '../../shared/domain/definition/mapping-problems.ts';
import { MAPPING_TYPES, UNCHECKED_TYPES } from '../../shared/domain/definition/mapping-types.ts';
import type { Json, Row } from '../../shared/domain/row/json.ts';
import { RowValidator } from '../../shared/domain/schema/row-schema.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });

/** What a type asks for beside its name. */
const NEEDED: Readonly<Record<string, SearchMapping>> = {
  scaled_float: { scaling_factor: 100 },
  token_count: { analyzer: 'standard' },
  constant_keyword: { value: '1' },
  alias: { path: 'id' },
};
const mappingOf = (type: string): SearchMapping => ({ type, ...NEEDED[type] });

const numbers = [0, -1, 1, 127, 128, 32_768, 65_519, 65_520, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
const doubles = [...numbers, 0.5, -0.5, 1e18, 2e19, 1e300, 1e-40, 3.4028235e38, 3.4028236e38];
const words = [
  ...[
    '',
    ' ',
    'a',
    'x'.repeat(40_000),
    '1',
    '1.5',
    ' 7',
    '7 ',
    '-1',
    '+1',
    '1e2',
    '0x10',
    '1d',
    '1_0',
    'NaN',
    'Infinity',
    '300',
    '65520',
    '.5',
    '5.',
  ],
  ...[
    '9223372036854775807',
    '9223372036854775808',
    '18446744073709551616',
    '1e400',
    'true',
    'TRUE',
    'false',
    '127.0.0.1',
    '1.2.3',
    '1.2.3-a.1+b',
    '01.2.3',
  ],
  ...['::1', '10.0.0.0/8', '10.0.0.1/33', '::1/128', '2026-11-23', '2026-11-23T18:52:07Z', '1,2', 'QUI=', '\u001f'],
];
type Kind = 'text' | 'integer' | 'double' | 'decimal' | 'boolean' | 'time' | 'binary' | 'object' | 'geo-point' | 'map';
const KINDS: Readonly<Record<Kind, readonly [(options: FieldOptions) => Field, readonly Json[]]>> = {
  text: [fields.keyword, words],
  integer: [fields.integer, numbers],
  double: [fields.double, doubles],
  decimal: [
    (options) => fields.decimal(38, 19, options),
    [0.5, 1, -1, 300, '1234567890123456789.5', '0.1234567890123456789'],
  ],
  boolean: [fields.boolean, [true, false]],
  time: [
    fields.timestamp,
    ['2026-11-23T18:52:07Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-11-23T18:52:07.123456789+01:00'],
  ],
  binary: [fields.binary, ['QUI=', 'AAEC/w==']],
  object: [(options) => fields.object({ a: fields.keyword() }, options), [{ a: 'x' }]],
  'geo-point': [fields.geoPoint, [{ lat: 1, lon: 2 }]],
  map: [fields.map, [{ a: 'x' }]],
};
/** What they take depends on what they are made for. */
const FORMS = ['join', 'percolator', 'geo_shape', 'completion', 'rank_features', 'flat_object'];
const types = [...MAPPING_TYPES.keys(), ...UNCHECKED_TYPES].filter((type) => !FORMS.includes(type));

/** A field for each type. */
function entityOf(kind: (options: FieldOptions) => Field, chosen: readonly string[]): Entity {
  const declared = chosen.map((type) => [type, fields.optional(kind({ search: mappingOf(type) }))] as const);
  const name = newEntityName();
  return defineEntity({
    name,
    recognise: 'every-item',
    fields: { id: fields.keyword(), ...Object.fromEntries(declared) },
  });
}

describe.each(Object.entries(KINDS))('what %s holds', (_, [kind, values]) => {
  const problems = mappingProblems(entityOf(kind, types));
  const refused = types.filter((type) => problems.some((problem) => problem.includes(`field ${type}:`)));
  const tried = (chosen: readonly string[]) =>
    chosen.flatMap((type) => values.map((value) => ({ type, value, row: { id: 'x', [type]: value } })));

  async function outcomesOf(entity: Entity, rows: readonly { readonly row: Row }[]): Promise<readonly string[]> {
    await store.prepare([entity]);
    const { created } = changesOf(entity.name);
    const outcomes = await store.apply(rows.map(({ row }, at) => created(`k${at}`, 1, row)));
    return outcomes.map(({ status }) => status);
  }

  test('is refused by the row schema where the mapping of its field refuses it', async () => {
    const entity = entityOf(
      kind,
      types.filter((type) => !refused.includes(type)),
    );
    const validator = new RowValidator(entity);
    const rows = tried(types.filter((type) => !refused.includes(type)));

    const outcomes = await outcomesOf(entity, rows);

    const said = rows.map(({ row }) => (validator.check('k', row) === undefined ? 'applied' : 'rejected'));
    const wrong = rows.flatMap(({ type, value }, at) =>
      said[at] === outcomes[at] ? [] : [`${type} ${JSON.stringify(value).slice(0, 40)}: ${outcomes[at] ?? ''}`],
    );
    expect(wrong).toEqual([]);
  });

  test('is refused by the index for each mapping that synth refuses', async () => {
    const entity = entityOf(kind, refused);
    const rows = tried(refused);

    const outcomes = await outcomesOf(entity, rows);

    const needed = new Set(rows.flatMap(({ type }, at) => (outcomes[at] === 'rejected' ? [type] : [])));
    expect(refused.filter((type) => !needed.has(type))).toEqual([]);
    expect(refused.length).toBeGreaterThan(3);
  });
});

test('bytes that are no base64 text are taken by every store, unless their mapping asks to read them', async () => {
  const [plain, read] = [fields.binary(), fields.binary({ search: { type: 'binary', doc_values: true } })];
  const entity = defineEntity({
    name: newEntityName(),
    recognise: 'every-item',
    fields: { plain: fields.optional(plain), read: fields.optional(read) },
  });
  const texts = ['not base64', 'QQ', 'QUI=', '====', 'Q U='];
  const rows: Row[] = texts.flatMap((value) => [{ plain: value }, { read: value }]);
  await store.prepare([entity]);
  const { created } = changesOf(entity.name);

  const outcomes = await store.apply(rows.map((row, at) => created(`k${at}`, 1, row)));

  const validator = new RowValidator(entity);
  const said = rows.map((row) => (validator.check('k', row) === undefined ? 'applied' : 'rejected'));
  expect(outcomes.map(({ status }) => status)).toEqual(said);
  expect(said.filter((status) => status === 'rejected').length).toBeGreaterThan(1);
});

/** A value for each parameter, so that a mapping can have them all. */
const VALUES: Readonly<Record<string, unknown>> = { meta: {}, fields: {}, properties: {}, copy_to: 'id' };

test('the parameters of a type are those that OpenSearch knows', async () => {
  const known = [...new Set([...MAPPING_TYPES.values()].flat())];
  const wrong: string[] = [];
  for (const type of ['keyword', 'text', 'long', 'date', 'ip', 'nested', 'wildcard']) {
    const parameters = MAPPING_TYPES.get(type) ?? [];
    for (const parameter of known) {
      const f = { ...mappingOf(type), [parameter]: VALUES[parameter] ?? true };
      const index = newEntityName();
      const refusal = await server.indices.create({ index, body: { mappings: { properties: { f } } } }).then(
        () => server.indices.delete({ index }).then(() => ''),
        (error: unknown) => JSON.stringify((error as { readonly body?: unknown }).body),
      );
      const isUnknown = /unknown parameter|unsupported parameters/.test(refusal);
      if (isUnknown === parameters.includes(parameter)) wrong.push(`${type}.${parameter}`);
    }
  }
  expect(wrong).toEqual([]);
});
