/**
 * The schemas of the events as EventBridge's schema registry takes them: OpenAPI 3.0 documents of the form that its own
 * discovery makes, so that its code bindings know an `AWSEvent` with a typed `detail`.
 */
import type { Operation as AnyOperation, Cause } from '../../domain/change/change.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import type { Json, JsonObject } from '../../domain/row/json.ts';
import { releasedSchema, schemaName, titleOf } from '../../domain/schema/released-schema.ts';

export interface EventSchema {
  /** `headwater.shop@film.created`: `<source>@<detail-type>`, as discovery names them. */
  readonly name: string;
  readonly description: string;
  readonly document: JsonObject;
}

/** An absence goes to one consumer's queue and never on a bus. */
type Operation = Exclude<AnyOperation, 'absent'>;

const OPERATIONS = ['created', 'updated', 'deleted', 'snapshot'] as const satisfies readonly Operation[];
const CAUSES: readonly Cause[] = ['expired', 'backfill', 'repair'];
const TEXT = { type: 'string' };

/** @param source `headwater.<table's logical name>` */
export function eventSchemas(source: string, entity: Entity): readonly EventSchema[] {
  return OPERATIONS.map((operation) => ({
    name: `${source}@${entity.name}.${operation}`,
    description: `Changes of ${schemaName(entity)}, packed: rows that were ${MEANING[operation]}`,
    document: documentOf(source, entity, operation),
  }));
}

const MEANING: Record<Operation, string> = {
  created: 'created',
  updated: 'updated',
  deleted: 'deleted',
  snapshot: 'read from the table by a backfill or a repair',
};

function documentOf(source: string, entity: Entity, operation: Operation): JsonObject {
  const row = titleOf(entity);
  const detail = `${row}${titleOf({ name: operation })}`;
  // An entity may itself be called claim.
  const claim = row === 'Claim' ? 'ClaimReference' : 'Claim';
  return {
    openapi: '3.0.0',
    info: { version: `${entity.version}.0.0`, title: detail },
    paths: {},
    components: {
      schemas: {
        AWSEvent: envelope(source, `${entity.name}.${operation}`, detail),
        [detail]: objectOf({
          schema: { type: 'string', enum: [schemaName(entity)] },
          changes: { type: 'array', items: reference(`${detail}Change`) },
        }),
        [`${detail}Change`]: {
          oneOf: [reference(`${detail}ChangeWithRows`), reference(`${detail}ChangeByReference`)],
        },
        [`${detail}ChangeWithRows`]: changeOf(operation, rowFields(row, operation)),
        // Rows too large for an event lie in S3 (docs/decisions/062): what to fetch, and how to check what was fetched.
        [`${detail}ChangeByReference`]: changeOf(operation, { claim: reference(claim) }),
        [claim]: objectOf({ key: TEXT, bytes: { type: 'integer' }, sha256: TEXT }),
        ...rowsOf(entity, row, operation),
      },
    },
  };
}

function envelope(source: string, detailType: string, detail: string): JsonObject {
  return {
    ...objectOf({
      'detail-type': { type: 'string', enum: [detailType] },
      source: { type: 'string', enum: [source] },
      detail: reference(detail),
      id: TEXT,
      time: { type: 'string', format: 'date-time' },
      account: TEXT,
      region: TEXT,
      resources: { type: 'array', items: TEXT },
      version: TEXT,
    }),
    'x-amazon-events-detail-type': detailType,
    'x-amazon-events-source': source,
  };
}

/** @param rows where its rows are: in the change itself, or elsewhere */
function changeOf(operation: Operation, rows: JsonObject): JsonObject {
  return objectOf(
    {
      id: TEXT,
      key: TEXT,
      at: { type: 'string', format: 'date-time' },
      ...(operation !== 'snapshot' && { position: TEXT }),
      ...rows,
      ...(operation === 'updated' && { changed: { type: 'array', items: TEXT } }),
    },
    {
      cause: { type: 'string', enum: CAUSES },
      ...(operation !== 'snapshot' && { beforeRejected: { type: 'boolean' } }),
    },
  );
}

function rowFields(row: string, operation: Operation): JsonObject {
  const after = { after: reference(row) };
  const before = { before: reference(`${row}Part`) };
  switch (operation) {
    case 'created':
    case 'snapshot':
      return after;
    case 'updated':
      return { ...after, ...before };
    case 'deleted':
      return before;
  }
}

/** Whole rows stand in `after`; `before` has only what differed, or nothing at all (docs/decisions/004). */
function rowsOf(entity: Entity, row: string, operation: Operation): JsonObject {
  const { properties, required } = openApi(releasedSchema(entity));
  const whole = { type: 'object', properties, required };
  const part = { type: 'object', properties };
  return {
    ...(operation !== 'deleted' && { [row]: whole }),
    ...((operation === 'updated' || operation === 'deleted') && { [`${row}Part`]: part }),
  };
}

function objectOf(required: JsonObject, optional: JsonObject = {}): JsonObject {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** OpenAPI 3.0 has one type per schema, `nullable` for null, and no keyword for the range of a date. */
function openApi({ $schema, $id, title, 'x-attribute': _, ...schema }: JsonObject): JsonObject {
  const { type, format, pattern, contentEncoding, formatMinimum, formatMaximum, items, properties, ...rest } = schema;
  const types = [type ?? []].flat().filter((one) => one !== 'null');
  const form = contentEncoding === 'base64' ? 'byte' : format;
  const text = { ...(form !== undefined && { format: form }), ...(pattern !== undefined && { pattern }) };
  const one = (name: Json): JsonObject => ({ type: name, ...(name === 'string' && text) });
  return {
    ...(types.length > 1 ? { oneOf: types.map(one) } : types.map(one)[0]),
    ...([type].flat().includes('null') && { nullable: true }),
    ...(isObject(items) && { items: openApi(items) }),
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [name, isObject(inner) ? openApi(inner) : inner]),
      ),
    }),
    ...rest,
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
