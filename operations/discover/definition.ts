/** The definition that was found, as `defineHeadwater` takes it: the same that the written text makes. */
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import type { Field, FieldOptions } from '../../shared/domain/definition/field.ts';
import * as kinds from '../../shared/domain/definition/fields.ts';
import { defineConsumer, defineTable, type HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { mask, type FieldPolicy } from '../../shared/domain/definition/policy.ts';
import type { Found, FoundEntity, FoundField, FoundKind, FoundPolicy } from './found.ts';

/** What a masked text keeps. */
export const MASK = { keepLast: 2 } as const;

/** Not checked yet: `defineHeadwater` does that. */
export function definitionOf({ name, table, entities }: Found): HeadwaterDefinition {
  const found = entities.map(entityOf);
  const { partitionKey, sortKey, timeToLive, existing } = table;
  return {
    name,
    tables: [
      defineTable({
        name,
        partitionKey,
        ...(sortKey && { sortKey }),
        ...(timeToLive !== undefined && { timeToLive }),
        ...(existing && { existing }),
        entities: found,
      }),
    ],
    consumers: [defineConsumer({ type: 'search', name: 'search', entities: found })],
  };
}

function entityOf({ name, recognise, fields, policy }: FoundEntity): Entity {
  return defineEntity({
    name,
    recognise,
    fields: fieldSet(fields),
    ...(policy.length > 0 && { policy: Object.fromEntries(policy.map((one) => [one.path, policyOf(one)])) }),
  });
}

function fieldSet(fields: readonly FoundField[]): Readonly<Record<string, Field>> {
  return Object.fromEntries(fields.map((field) => [field.name, fieldOf(field)]));
}

function policyOf({ protection }: FoundPolicy): FieldPolicy {
  return protection === 'mask' ? mask(MASK) : protection;
}

function fieldOf({ name, attribute, kind, optional }: FoundField): Field {
  const field = ofKind(kind, attribute === name ? {} : { attribute });
  return optional ? kinds.optional(field) : field;
}

function ofKind(kind: FoundKind, options: FieldOptions): Field {
  switch (kind.kind) {
    case 'keyword':
    case 'text':
    case 'epochSeconds':
    case 'epochMilliseconds':
      return kinds[kind.kind]({ ...options, ...(kind.coerce && { coerce: true }) });
    case 'decimal':
      return kinds.decimal(kind.precision, kind.scale, options);
    case 'enumeration':
      return kinds.enumeration(kind.values, options);
    case 'localTimestamp':
      return kinds.localTimestamp({ zone: kind.zone, ...options });
    case 'list': {
      const element = ofKind(kind.element, {});
      return kinds.list(kind.nulls ? kinds.optional(element) : element, options);
    }
    case 'object':
      return kinds.object(fieldSet(kind.fields), options);
    case 'boolean':
    case 'date':
    case 'timestamp':
    case 'double':
    case 'integer':
    case 'binary':
    case 'geoPoint':
    case 'json':
    case 'map':
      return kinds[kind.kind](options);
  }
}
