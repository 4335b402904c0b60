/** The names of what OpenSearch keeps for an entity. */

/** Filtered alias: readers see rows, never tombstones. */
export function readAlias(entity: string): string {
  return entity;
}

/** Alias of all physical indices that must be written to: one, or two during a reindex. */
export function writeAlias(entity: string): string {
  return `${entity}-write`;
}

export function physicalIndex(entity: string, number: number): string {
  return `${entity}-${String(number).padStart(6, '0')}`;
}

/**
 * Each physical index has an alias of its own, and writers write to that with `require_alias`. Written to by its own name,
 * an index that was just deleted would be created anew by the bulk, with guessed mappings.
 */
export function ownAlias(index: string): string {
  return `${index}-write`;
}

/** @returns 0 for an index that does not follow `physicalIndex`. */
export function numberOf(index: string): number {
  return Number(/-(\d{6})$/.exec(index)?.[1] ?? 0);
}
