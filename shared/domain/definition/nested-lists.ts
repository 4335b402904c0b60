import type { Field, FieldTraits } from './field.ts';

/** OpenSearch keeps objects of a list apart, nothing else. A line for a list that asks for it and holds none. */
export function nestedListProblems(where: string, { headwater }: Field): string[] {
  const { kind, search } = headwater;
  const asks = kind === 'list' && search !== false && search['type'] === 'nested';
  return asks && elementOf(headwater).kind !== 'object'
    ? [`${where}: nested is for lists of objects: leave it out, or declare list(object({ ... }), { nested: true })`]
    : [];
}

function elementOf(traits: FieldTraits): FieldTraits {
  return traits.element ? elementOf(traits.element) : traits;
}
