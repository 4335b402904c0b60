/** What a table of the user's must be, as far as the template shows it: of an imported table there is nothing to see. */
import { CfnGlobalTable, CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import type { Node } from 'constructs';
import type { KeyAttribute, TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { isRecord } from '../../shared/domain/definition/shape.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { own } from '../../shared/domain/own.ts';

/** A table of the user's: every ITable is one, also under exactOptionalPropertyTypes. */
export interface GivenTable {
  readonly node: Node;
  readonly tableArn: string;
  readonly tableName: string;
  readonly tableStreamArn?: string | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/** A key of the template, whose types are S, N and B. */
interface ShownKey {
  readonly name: string;
  readonly type: string;
}

interface Made {
  readonly isGlobal: boolean;
  readonly properties: Readonly<Record<string, unknown>>;
}

const TYPES = { string: 'S', number: 'N', binary: 'B' } as const;
const WORDS: Readonly<Record<string, string>> = { S: 'string', N: 'number', B: 'binary' };
const CDK_TYPES = { string: 'STRING', number: 'NUMBER', binary: 'BINARY' } as const;
/** How a sentence names the two: partition key, then sort key. */
const ROLES = ['partitionKey', 'sortKey'] as const;

/**
 * @returns the ARN of its stream
 * @throws HeadwaterError HW_CONFIG when it has none, or one without both images, or another key than the definition says
 */
export function checkedStream(table: GivenTable, definition: TableDefinition): string {
  const { name } = definition;
  const made = madeHere(table);
  const view = made && viewOf(made);
  if (table.tableStreamArn === undefined || view === 'none') {
    const prop = made?.isGlobal ? 'dynamoStream' : 'stream';
    throw new HeadwaterError(
      'HW_CONFIG',
      `table ${name}: it has no stream: give it ${prop}: StreamViewType.NEW_AND_OLD_IMAGES`,
    );
  }
  if (view !== undefined && view !== 'NEW_AND_OLD_IMAGES') {
    throw new HeadwaterError('HW_CONFIG', `table ${name}: its stream has ${view}: it must be NEW_AND_OLD_IMAGES`);
  }
  const key = made && keyOf(made);
  if (key) checkKey(key, definition);
  return table.tableStreamArn;
}

function checkKey(shown: readonly ShownKey[], { name, partitionKey, sortKey }: TableDefinition): void {
  const declared = sortKey ? [partitionKey, sortKey] : [partitionKey];
  const wanted = declared.map((one) => ({ name: one.name, type: TYPES[one.type] }));
  const isSame =
    shown.length === wanted.length && wanted.every((one, at) => textOf([one]) === textOf(shown.slice(at, at + 1)));
  if (isSame) return;
  throw new HeadwaterError(
    'HW_CONFIG',
    `table ${name}: the key of the table that is given is ${textOf(shown)}, and the definition's is ${textOf(wanted)}: ` +
      `make the table with ${propsOf(declared)}, or correct ${ROLES.join(' and ')} of the definition's table`,
  );
}

function textOf(keys: readonly ShownKey[]): string {
  return keys.map(({ name, type }) => `"${name}" (${own(WORDS, type) ?? type})`).join(' and ');
}

function propsOf(keys: readonly KeyAttribute[]): string {
  const props = keys.map(
    ({ name, type }, at) => `${ROLES[at] ?? ''}: { name: '${name}', type: AttributeType.${CDK_TYPES[type]} }`,
  );
  return keys.length === 1 ? `${props.join('')} and no sortKey` : props.join(', ');
}

/**
 * The properties of the table's resource, escape hatches included, when it is made in this app. A replica of another account's table
 * says neither its key nor its stream: those are the source's.
 */
function madeHere({ node }: GivenTable): Made | undefined {
  const made = node.defaultChild;
  const isGlobal = made instanceof CfnGlobalTable;
  if (!(made instanceof CfnTable) && !isGlobal) return undefined;
  const template: unknown = Stack.of(made).resolve(made._toCloudFormation());
  const [resource] = Object.values(recordIn(template, 'Resources'));
  const properties = recordIn(resource, 'Properties');
  return own(properties, 'GlobalTableSourceArn') === undefined ? { isGlobal, properties } : undefined;
}

/** @returns undefined when only the deploy knows it */
function viewOf({ isGlobal, properties }: Made): string | undefined {
  if (own(properties, 'StreamSpecification') !== undefined) {
    return textIn(own(properties, 'StreamSpecification'), 'StreamViewType');
  }
  // A global table with several replicas has a stream of both images by itself.
  const replicas = own(properties, 'Replicas');
  const isReplicated = isGlobal && (!Array.isArray(replicas) || replicas.length > 1);
  return isReplicated ? undefined : 'none';
}

/** @returns undefined when only the deploy knows all of it */
function keyOf({ properties }: Made): readonly ShownKey[] | undefined {
  const schema = listIn(properties, 'KeySchema');
  const attributes = listIn(properties, 'AttributeDefinitions');
  if (schema === undefined || attributes === undefined) return undefined;
  const types = new Map(attributes.map((one) => [textIn(one, 'AttributeName'), textIn(one, 'AttributeType')]));
  const parts = ['HASH', 'RANGE'].flatMap((role) => schema.filter((one) => textIn(one, 'KeyType') === role));
  const shown = parts.flatMap((one) => {
    const name = textIn(one, 'AttributeName');
    const type = types.get(name);
    return name === undefined || type === undefined ? [] : [{ name, type }];
  });
  return shown.length === schema.length ? shown : undefined;
}

function recordIn(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const found = isRecord(value) ? own(value, name) : undefined;
  return isRecord(found) ? found : {};
}

function listIn(value: Readonly<Record<string, unknown>>, name: string): readonly unknown[] | undefined {
  const found = own(value, name);
  return Array.isArray(found) ? found : undefined;
}

function textIn(value: unknown, name: string): string | undefined {
  const found = isRecord(value) ? own(value, name) : undefined;
  return typeof found === 'string' ? found : undefined;
}
