/** An entity that index and definition can hold: an index takes 1,000 fields (shared/domain/definition/index-limits.ts). */
import { MOST_FIELDS } from '../../shared/domain/definition/index-limits.ts';
import type { FoundEntity, FoundField, FoundKind, FoundPolicy } from './found.ts';

/** What is left when Headwater's own fields are counted, and some that are still to come. */
const MOST = MOST_FIELDS - 100;

/** First objects become json(), then the fields that the fewest items have are left out. An entity has one field at least. */
export function withinLimits(entity: FoundEntity): FoundEntity {
  const kept = leavingOne(entity);
  if (total(kept.fields) <= MOST) return kept;
  const flat = kept.fields.map((field) =>
    costOf(field.kind) > 20 ? { ...field, kind: { kind: 'json' } as const } : field,
  );
  let room = MOST;
  const ranked = flat.toSorted((a, b) => Number(a.optional) - Number(b.optional));
  const fitting = new Set(
    ranked.filter(({ kind }) => {
      room -= costOf(kind);
      return room >= 0;
    }),
  );
  const fields = flat.filter((field) => fitting.has(field));
  const note = `Doubt: it has too many attributes for an index. ${flat.length - fields.length} are left out.`;
  return { ...kept, fields, policy: policiesOf(kept.policy, fields), notes: [...kept.notes, note] };
}

/** What was protected inside an object is protected as a whole where the object is json() now. */
function policiesOf(policy: readonly FoundPolicy[], fields: readonly FoundField[]): readonly FoundPolicy[] {
  const found = policy.flatMap((one): FoundPolicy[] => {
    const field = fields.find(({ name }) => one.path === name || one.path.startsWith(`${name}.`));
    if (!field) return [];
    return [
      one.path !== field.name && field.kind.kind === 'json' ? { ...one, path: field.name, protection: 'drop' } : one,
    ];
  });
  return [...new Map(found.map((one) => [one.path, one])).values()];
}

/** A policy that drops every field is refused: they are hashed then, or masked where they have one text. */
function leavingOne(entity: FoundEntity): FoundEntity {
  const { fields, policy } = entity;
  const dropped = new Set(policy.filter(({ protection }) => protection === 'drop').map(({ path }) => path));
  if (fields.length === 0 || !fields.every(({ name }) => dropped.has(name))) return entity;
  const [first] = fields;
  return {
    ...entity,
    policy: policy.filter(({ path }) => path !== first?.name),
    notes: [
      ...entity.notes,
      `Doubt: every field looks personal. ${JSON.stringify(first?.name)} is kept, for an entity needs one.`,
    ],
  };
}

function total(fields: readonly FoundField[]): number {
  return fields.reduce((sum, { kind }) => sum + costOf(kind), 0);
}

/** Fields of the index: a text() has its raw form beside it. */
function costOf(kind: FoundKind): number {
  if (kind.kind === 'list') return costOf(kind.element);
  if (kind.kind === 'object') return 1 + total(kind.fields);
  return kind.kind === 'text' ? 2 : 1;
}
