/** Filters compared with what `where`, `and` and `or` make. Whether they fit the entity's fields: filter-problems.ts. */
import Type, { type TSchema } from 'typebox';
import { isRecord, shapeProblems, shown } from './shape.ts';

const BOUND = Type.Union([Type.Number(), Type.String()], { give: 'give a number, or a time as text' });
const TEXT = Type.String({ give: 'give text' });
const TEST = Type.String();
const MAYBE = Type.Optional(BOUND);

// `as` is what where() adds of a time.
const VALUES = Type.Object({ test: TEST, values: Type.Array(Type.Unknown()), as: Type.Optional(Type.Unknown()) });

const CONDITIONS: ReadonlyMap<unknown, TSchema> = new Map<unknown, TSchema>([
  ['equals', VALUES],
  ['anything-but', VALUES],
  ['prefix', Type.Object({ test: TEST, text: TEXT })],
  ['suffix', Type.Object({ test: TEST, text: TEXT })],
  ['range', Type.Object({ atLeast: MAYBE, above: MAYBE, atMost: MAYBE, below: MAYBE })],
  ['exists', Type.Object({ test: TEST, exists: Type.Boolean({ give: 'call exists() or missing()' }) })],
]);

/** @param filter whatever was given for an entity */
export function filterShape(filter: unknown, where: string): string[] {
  if (!isRecord(filter)) return [`${where} is ${shown(filter)}: make it with where(entity, { field: value })`];
  const parts = filter['all'] ?? filter['any'];
  if (Array.isArray(parts)) return parts.flatMap((part) => filterShape(part, where));
  const { field, condition } = filter;
  if (!Array.isArray(field)) return [`${where}: make it with where(entity, { field: value })`];
  return conditionShape(condition, `${where}, field ${field.join('.')}`);
}

function conditionShape(condition: unknown, where: string): string[] {
  const schema = isRecord(condition) ? CONDITIONS.get(condition['test']) : undefined;
  if (!isRecord(condition) || !schema) {
    const fix =
      condition === null ? 'write missing()' : 'give a value, a list of values, or a condition such as atLeast(7)';
    return [`${where} is ${shown(condition)}: ${fix}`];
  }
  const values: readonly unknown[] = Array.isArray(condition['values']) ? condition['values'] : [];
  const uncalled = values.find((value): value is () => void => typeof value === 'function');
  if (uncalled !== undefined) return [`${where} is ${shown(uncalled)}: call it: ${uncalled.name}()`];
  return shapeProblems(schema, condition['test'] === 'range' ? asWritten(condition) : condition, where);
}

/** `from` and `to` are what range() makes of its options; options that it does not know stand beside them. */
function asWritten({ test: _, ...condition }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const names = { from: ['atLeast', 'above'], to: ['atMost', 'below'] } as const;
  return Object.fromEntries(
    Object.entries(condition).map(([name, bound]): [string, unknown] => {
      if ((name !== 'from' && name !== 'to') || !isRecord(bound) || !('inclusive' in bound)) return [name, bound];
      const [inclusive, exclusive] = names[name];
      return [bound['inclusive'] === true ? inclusive : exclusive, bound['value']];
    }),
  );
}
