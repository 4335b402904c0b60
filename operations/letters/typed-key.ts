import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { documentKey } from '../../shared/domain/row/keys.ts';
import { OperationError } from '../operation-error.ts';
import { readingsOf } from '../row/item-key.ts';
import type { RowName } from './letter.ts';

/** Whether a letter's row is one that a typed key means: the key as it is printed, or a raw part of it. */
export function keyMatcher(tables: readonly TableDefinition[], text: string): (row: RowName) => boolean {
  const keys = new Map<string, ReadonlySet<string>>();
  for (const table of tables) {
    for (const entity of table.entities)
      keys.set(
        entity.name,
        keysOf(() => readingsOf(table, entity, [text])),
      );
  }
  const unknown = new Set([text, documentKey([text])]);
  return ({ entity, key }) => key === text || ((entity !== undefined && keys.get(entity)) || unknown).has(key);
}

/** None where the word is no key of the entity: it has more parts. */
function keysOf(readings: () => readonly { readonly key: string }[]): ReadonlySet<string> {
  try {
    return new Set(readings().map(({ key }) => key));
  } catch (error) {
    if (error instanceof OperationError) return new Set();
    throw error;
  }
}
