/** A table that the construct is given must be the definition's: its key and its stream, as far as the template shows them. */
import {
  type Attribute,
  AttributeType,
  type CfnTable,
  StreamViewType,
  Table,
  TableV2,
  type TablePropsV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import fc from 'fast-check';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defineConsumer, defineEntity, defineHeadwater, defineTable, keyword } from '../../face/headwater.ts';
import { checkedStream, type GivenTable } from '../../infra/constructs/given-table.ts';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { Headwater } from '../../infra/headwater.ts';
import { project } from '../../shared/project/project.ts';
import type { KeyAttribute } from '../../shared/domain/definition/headwater.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';

const product = defineEntity({
  name: 'product',
  recognise: { pk: 'PRODUCT#{id}', sk: 'PRODUCT' },
  fields: { id: keyword() },
});
const catalogue = defineTable({
  name: 'catalogue',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  entities: [product],
});
const definition = defineHeadwater({
  name: 'given',
  tables: [catalogue],
  consumers: [defineConsumer({ type: 'search', name: 'search', entities: [product] })],
});

const PK = { name: 'pk', type: AttributeType.STRING };
const SK = { name: 'sk', type: AttributeType.STRING };
const KEY = { partitionKey: PK, sortKey: SK };
const BOTH = { stream: StreamViewType.NEW_AND_OLD_IMAGES };
const BOTH_V2 = { dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES };

function newStack(): Stack {
  const outdir = mkdtempSync(join(tmpdir(), 'headwater-given-'));
  return new Stack(new App({ context: { ...FEATURE_FLAGS }, outdir, analyticsReporting: false }), 'Theirs', {
    env: { region: 'eu-west-1' },
  });
}

/** The stream that is taken, or the sentence of the refusal. */
function answer(make: (stack: Stack) => GivenTable, table = catalogue): string {
  try {
    return typeof checkedStream(make(newStack()), table) === 'string' ? 'taken' : 'no ARN';
  } catch (error) {
    if (error instanceof HeadwaterError && error.code === 'HW_CONFIG') return error.message;
    throw error;
  }
}

const table = (key: { partitionKey: Attribute; sortKey?: Attribute }) => (stack: Stack) =>
  new Table(stack, 'Table', { ...key, ...BOTH });
const tableV2 = (props: TablePropsV2) => (stack: Stack) => new TableV2(stack, 'Table', props);

test('the construct refuses a table of another key in a sentence with both keys and the fix', () => {
  const stack = newStack();
  const other = new Table(stack, 'Other', { partitionKey: { name: 'id', type: AttributeType.NUMBER }, ...BOTH });
  const make = () =>
    new Headwater(stack, 'Sync', { definition, definitionFile: project().config, tables: { catalogue: other } });

  expect(make).toThrow(
    'table catalogue: the key of the table that is given is "id" (number), and the definition\'s is "pk" (string) and ' +
      '"sk" (string): make the table with partitionKey: { name: \'pk\', type: AttributeType.STRING }, sortKey: { name: ' +
      "'sk', type: AttributeType.STRING }, or correct partitionKey and sortKey of the definition's table",
  );
});

describe('the key', () => {
  test.each<[string, (stack: Stack) => GivenTable, string]>([
    ['no sort key', table({ partitionKey: PK }), '"pk" (string), and'],
    [
      'a type',
      table({ ...KEY, partitionKey: { ...PK, type: AttributeType.NUMBER } }),
      '"pk" (number) and "sk" (string)',
    ],
    [
      'the sort key',
      table({ ...KEY, sortKey: { ...SK, type: AttributeType.BINARY } }),
      '"pk" (string) and "sk" (binary)',
    ],
    ['the two exchanged', table({ partitionKey: SK, sortKey: PK }), '"sk" (string) and "pk" (string), and'],
    ['of a TableV2', tableV2({ partitionKey: PK, ...BOTH_V2 }), '"pk" (string), and'],
    [
      'by an escape hatch',
      (stack) => {
        const made = table(KEY)(stack);
        (made.node.defaultChild as CfnTable).addPropertyOverride('AttributeDefinitions.1.AttributeType', 'N');
        return made;
      },
      '"sk" (number)',
    ],
  ])('%s: refused', (_, make, words) => {
    expect(answer(make)).toContain(`the key of the table that is given is`);
    expect(answer(make)).toContain(words);
  });

  test('a sort key that the definition does not have is refused', () => {
    const { sortKey, ...plain } = catalogue;
    expect(sortKey).toBeDefined();
    expect(answer(table(KEY), plain)).toContain('AttributeType.STRING } and no sortKey, or');
    expect(answer(table({ partitionKey: PK }), plain)).toBe('taken');
  });

  test('an index has attributes of its own, and is no key', () => {
    const make = (stack: Stack) => {
      const made = table(KEY)(stack);
      made.addGlobalSecondaryIndex({ indexName: 'by-id', partitionKey: { name: 'id', type: AttributeType.NUMBER } });
      return made;
    };
    expect(answer(make)).toBe('taken');
  });

  test('what only the deploy knows, and an imported table, are taken', () => {
    const byParameter = (stack: Stack) => {
      const { valueAsString } = new CfnParameter(stack, 'KeyName');
      return table({ partitionKey: { ...PK, name: valueAsString } })(stack);
    };
    expect(answer(byParameter)).toBe('taken');
    const tableArn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/theirs';
    const tableStreamArn = `${tableArn}/stream/2026-11-30T00:00:00.000`;
    expect(answer((stack) => Table.fromTableAttributes(stack, 'T', { tableArn, tableStreamArn }))).toBe('taken');
    expect(answer((stack) => TableV2.fromTableAttributes(stack, 'T', { tableArn, tableStreamArn }))).toBe('taken');
  });

  const names = fc.constantFrom('pk', 'sk', 'id');
  const types = fc.constantFrom('string' as const, 'number' as const, 'binary' as const);
  const keys = fc.record({ partition: fc.record({ name: names, type: types }), sort: fc.option(types) });

  test('whatever the two keys are, a table is taken when they are the same, and only then', () => {
    const ofCdk = { string: AttributeType.STRING, number: AttributeType.NUMBER, binary: AttributeType.BINARY };
    const toCdk = ({ name, type }: KeyAttribute): Attribute => ({ name, type: ofCdk[type] });
    fc.assert(
      fc.property(keys, keys, fc.boolean(), (shown, declared, global) => {
        const keyOf = ({ partition, sort }: typeof shown) => ({
          partitionKey: partition,
          ...(sort && { sortKey: { name: 'range', type: sort } }),
        });
        const { partitionKey, sortKey } = keyOf(shown);
        const given = { partitionKey: toCdk(partitionKey), ...(sortKey && { sortKey: toCdk(sortKey) }) };
        const make = global ? tableV2({ ...given, ...BOTH_V2 }) : table(given);
        const isSame = JSON.stringify(keyOf(shown)) === JSON.stringify(keyOf(declared));

        const said = answer(make, { name: 'main', entities: [product], ...keyOf(declared) });

        expect(said === 'taken').toBe(isSame);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the stream', () => {
  test.each<[string, (stack: Stack) => GivenTable, string]>([
    [
      'a Table without',
      (stack) => new Table(stack, 'T', KEY),
      'it has no stream: give it stream: StreamViewType.NEW_AND',
    ],
    [
      'a TableV2 without',
      tableV2(KEY),
      'table catalogue: it has no stream: give it dynamoStream: StreamViewType.NEW_AND',
    ],
    ...Object.values(StreamViewType)
      .filter((view) => view !== StreamViewType.NEW_AND_OLD_IMAGES)
      .flatMap((view): [string, (stack: Stack) => GivenTable, string][] => {
        const sentence = `table catalogue: its stream has ${view}: it must be NEW_AND_OLD_IMAGES`;
        return [
          [`a Table with ${view}`, (stack) => new Table(stack, 'T', { ...KEY, stream: view }), sentence],
          [`a TableV2 with ${view}`, tableV2({ ...KEY, dynamoStream: view }), sentence],
        ];
      }),
  ])('%s: refused', (_, make, sentence) => {
    expect(answer(make)).toContain(sentence);
  });

  test.each<[string, (stack: Stack) => GivenTable]>([
    ['a Table of both images', table(KEY)],
    ['a TableV2 of both images', tableV2({ ...KEY, ...BOTH_V2 })],
    ['a TableV2 with replicas, whose stream the CDK makes', tableV2({ ...KEY, replicas: [{ region: 'eu-north-1' }] })],
    [
      'a TableV2 whose stream an escape hatch gives',
      (stack) => {
        const made = tableV2(KEY)(stack);
        const inner = made.node.defaultChild as CfnTable;
        inner.addPropertyOverride('StreamSpecification.StreamViewType', 'NEW_AND_OLD_IMAGES');
        return made;
      },
    ],
  ])('%s: taken', (_, make) => {
    expect(answer(make)).toBe('taken');
  });
});
