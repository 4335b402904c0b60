import type { Entity } from './entity.ts';
import type { Field, FieldOptions, FieldSet } from './field.ts';
import { keyword, list, object, optional } from './fields.ts';
import { restIn } from './free-keys.ts';
import { policyOf, policyTree, type EntityPolicy, type PolicyTree, type Protection } from './policy.ts';

/**
 * The entity as its rows travel under a policy: schema, search mapping and columns of what is published. A dropped field
 * is none of its fields; a masked or hashed one is exact text, whatever it was.
 *
 * @param policy the entity's own, unless a consumer's stricter one is laid over what was published
 */
export function publishedEntity(entity: Entity, policy: EntityPolicy = policyOf(entity)): Entity {
  const tree = policyTree(policy);
  if (tree.size === 0) return entity;
  const { policy: applied, ...others } = entity;
  const fields = publishedFields(entity.fields, tree);
  const rest = restIn(fields);
  // What was published is not dropped for want of a policy when it is asked for again.
  return { ...others, fields, ...(rest !== undefined && { policy: { [rest]: 'keep' } }) };
}

function publishedFields(fields: FieldSet, tree: PolicyTree): FieldSet {
  const published = Object.entries(fields).flatMap(([name, field]): [string, Field][] => {
    const policy = tree.get(name);
    const made = policy === undefined ? field : publishedField(field, policy);
    return made ? [[name, made]] : [];
  });
  return Object.fromEntries(published);
}

function publishedField(field: Field, policy: Protection | PolicyTree): Field | undefined {
  if (policy === 'drop') return undefined;
  const { anyOf, items, properties } = field as Field & Parts;
  // What `optional` makes: the field itself, or null.
  if ('~optional' in field && anyOf) {
    const inner = publishedField(anyOf[0], policy);
    return inner && optional(inner);
  }
  if (field.headwater.kind === 'list' && items) {
    const inner = publishedField(items, policy);
    return inner && list(inner, { ...optionsOf(field), nested: isNested(field, inner) });
  }
  if (!(policy instanceof Map)) return keyword(optionsOf(field));
  return publishedObject(field, publishedFields(properties ?? {}, policy));
}

/** Objects that are hashed or masked as a whole leave nothing to nest. */
function isNested({ headwater: { search } }: Field, { headwater: { search: inner } }: Field): boolean {
  return search !== false && search['type'] === 'nested' && inner !== false && 'properties' in inner;
}

interface Parts {
  readonly anyOf?: readonly [Field, ...Field[]];
  readonly items?: Field;
  readonly properties?: FieldSet;
}

/** An object keeps a mapping of its own, such as `nested`, around the fields that are left. */
function publishedObject(field: Field, fields: FieldSet): Field {
  const { search } = field.headwater;
  const made = object(fields, optionsOf(field));
  if (search === false || made.headwater.search === false) return made;
  return object(fields, {
    ...optionsOf(field),
    search: { ...search, properties: made.headwater.search['properties'] },
  });
}

/** Its type of column and its mapping are new; leaving it out of either stays. */
function optionsOf({ headwater, description }: Field & { readonly description?: unknown }): FieldOptions {
  return {
    ...(headwater.search === false && { search: false }),
    ...(headwater.column === false && { column: false }),
    ...(headwater.attribute !== undefined && { attribute: headwater.attribute }),
    ...(typeof description === 'string' && { description }),
  };
}
