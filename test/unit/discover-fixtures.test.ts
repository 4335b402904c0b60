/** The right answers for discover, held to their own items: test/fixtures/discover/README.md. */
import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { rowReader } from '../../shared/adapters/dynamodb/item-source.ts';
import { Recogniser } from '../../shared/adapters/dynamodb/recognise.ts';
import { defineHeadwater } from '../../shared/domain/definition/define.ts';
import {
  elementsOf,
  entityDefinition,
  membersAt,
  tableDefinition,
  templateParts,
} from '../fixtures/discover/definition.ts';
import type { ExpectedField, ExpectedTable } from '../fixtures/discover/expected.ts';
import { FIXTURES, type DescribedTable } from '../fixtures/discover/fixtures.ts';
import type { Labelled } from '../fixtures/discover/make.ts';

const CASES = FIXTURES.flatMap(({ name, described, items, expected }) =>
  described.map((table) => ({
    title: `${name}, ${table.TableName}`,
    table,
    items: items[table.TableName] ?? [],
    expected: expected.tables[table.TableName] ?? { unrecognised: 0, entities: {} },
  })),
);

test.each(FIXTURES)('$name: table.json, items.ts and expected.json are of the same tables', (fixture) => {
  const names = fixture.described.map(({ TableName }) => TableName).toSorted();
  const items = Object.values(fixture.items).flat();

  expect(Object.keys(fixture.items).toSorted()).toEqual(names);
  expect(Object.keys(fixture.expected.tables).toSorted()).toEqual(names);
  expect(fixture.source).not.toBe('');
  expect(items.length).toBeGreaterThanOrEqual(150);
  expect(items.length).toBeLessThanOrEqual(520);
});

describe.each(CASES)('$title', ({ table, items, expected }) => {
  const entities = Object.entries(expected.entities);
  const ownItems = (entity: string) => items.filter(({ of }) => of === entity).map(({ item }) => ({ M: item }));
  const choices = Array.from({ length: 4 }, (_, choice) => choice);

  test('counts', () => {
    const counts = Object.fromEntries(entities.map(([name]) => [name, ownItems(name).length]));

    expect(counts).toEqual(Object.fromEntries(entities.map(([name, { count }]) => [name, count])));
    expect(items.filter(({ of }) => of === null)).toHaveLength(expected.unrecognised);
    expect(items).toHaveLength(entities.reduce((sum, [, { count }]) => sum + count, expected.unrecognised));
    expect(new Set(items.map((one) => keyOf(table, one))).size).toBe(items.length);
  });

  test.each(entities)('%s: every attribute has an answer, and every answer an attribute', (name, entity) => {
    const own = ownItems(name);
    const keys = table.KeySchema.map(({ AttributeName }) => AttributeName);
    const answered = new Set([...keys, ...Object.keys(entity.fields), ...Object.keys(entity.leaveOut)]);

    expect(attributesOf(own).filter((attribute) => !answered.has(attribute))).toEqual([]);
    expect([...answered].filter((attribute) => membersAt(own, attribute).length === 0)).toEqual([]);
    expect(Object.entries(entity.fields).flatMap(([at, field]) => fieldProblems(at, field, own))).toEqual([]);
    expect(indexKeysWithout(table, entity)).toEqual([]);
  });

  test.each(choices)('of the right kinds the one of number %i: the definition passes and rejects no row', (choice) => {
    const definition = tableDefinition(table, expected, items, choice);
    const open = definition.entities.map((one) => ({ ...one, policy: {} }));
    const read = rowReader({ ...definition, entities: open, unknownItems: 'ignore' });
    const readings = items.map(({ of, item }, index) => ({ of, reading: read(item, index) }));

    expect(() => defineHeadwater({ name: 'found', tables: [definition], consumers: [] })).not.toThrow();
    expect(readings.filter(({ of, reading }) => reading.status !== (of === null ? 'ignored' : 'row'))).toEqual([]);
    expect(readings.filter(({ of, reading }) => reading.status === 'row' && reading.entity !== of)).toEqual([]);
  });

  test.each(entities)('%s: each form of recogniser takes its items, and parts hold what they say', (name, entity) => {
    const definition = tableDefinition(table, expected, items, 0);
    for (const recognise of entity.recognise) {
      if (typeof recognise === 'object' && 'pk' in recognise)
        expect(templateParts(recognise)).toHaveLength(entity.parts.length);
      const alone = { ...definition, entities: [entityDefinition(name, entity, recognise, ownItems(name), 0)] };
      const recogniser = new Recogniser({ ...alone, entities: alone.entities.map((one) => ({ ...one, policy: {} })) });
      for (const { M: item } of ownItems(name)) {
        const found = recogniser.recognise(item);
        expect(found?.entity.name).toBe(name);
        templateParts(recognise).forEach((part, index) => {
          const attribute = entity.parts[index]?.attribute ?? null;
          if (attribute !== null) expect(found?.keyFields).toMatchObject({ [part]: textOf(item[attribute]) });
        });
        for (const { key, attribute, differs } of entity.parts) {
          const repeated = attribute === null ? '' : textOf(item[attribute]);
          expect(textOf(item[key])).toContain(differs ? repeated.toLowerCase() : repeated);
        }
      }
    }
  });
});

function keyOf({ KeySchema }: DescribedTable, { item }: Labelled): string {
  return JSON.stringify(KeySchema.map(({ AttributeName }) => item[AttributeName]));
}

function textOf(value: AttributeValue | undefined): string {
  return value?.S ?? value?.N ?? 'neither text nor number';
}

function attributesOf(values: readonly AttributeValue[]): string[] {
  return [...new Set(values.flatMap(({ M }) => Object.keys(M ?? {})))];
}

/** Optional fields are missing or null somewhere, others never; what is inside is asked the same. */
function fieldProblems(at: string, field: ExpectedField, owners: readonly AttributeValue[]): string[] {
  const name = at.split(' > ').at(-1) ?? at;
  const there = membersAt(owners, name).filter(({ NULL }) => !NULL);
  const within = field.element?.fields ? elementsOf(there) : there;
  const inner = Object.entries(field.element?.fields ?? field.fields ?? {});
  const known = inner.map(([attribute]) => attribute);
  return [
    ...(there.length === 0 ? [`${at}: no item has it`] : []),
    ...(there.length < owners.length === (field.optional ?? false) ? [] : [`${at}: optional is wrong`]),
    ...(needsAlias(name, owners) === (field.alias ?? false) ? [] : [`${at}: alias is wrong`]),
    ...(inner.length > 0 ? attributesOf(within) : [])
      .filter((attribute) => !known.includes(attribute))
      .map((attribute) => `${at} > ${attribute}: no answer`),
    ...inner.flatMap(([attribute, one]) => fieldProblems(`${at} > ${attribute}`, one, within)),
  ];
}

/** No name of a field, or in capitals what stands in small letters beside it: both would be one column. */
function needsAlias(name: string, owners: readonly AttributeValue[]): boolean {
  const twin = name !== name.toLowerCase() && attributesOf(owners).includes(name.toLowerCase());
  return !/^[A-Za-z]\w*$/.test(name) || twin;
}

/** Keys of indexes that are neither left out nor marked as data. */
function indexKeysWithout(table: DescribedTable, entity: ExpectedTable['entities'][string]): string[] {
  const keys = (table.GlobalSecondaryIndexes ?? []).flatMap(({ KeySchema }) => KeySchema);
  return keys
    .map(({ AttributeName }) => AttributeName)
    .filter((name) => Object.hasOwn(entity.fields, name) && !entity.fields[name]?.indexKey);
}
