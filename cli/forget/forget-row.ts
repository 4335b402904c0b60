import { CommandError } from '../errors.ts';
import { awaitDeletion, deleteItem, lookForDeletion, readItem, stillThere, type Arrival } from './arrival.ts';
import { eraseFound, type Erased } from './erase.ts';
import { findValues, type Found } from './find.ts';
import { searchStores } from './prove.ts';
import type { StoreCount } from './text-search.ts';
import type { ForgetTarget } from './target.ts';

export interface ForgetRowOptions {
  readonly value: readonly string[];
  readonly deleteItem?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

export interface Forgotten {
  readonly target: ForgetTarget;
  readonly arrival: Arrival;
  readonly found: Found;
  /** undefined: it was a dry run. */
  readonly erased: Erased | undefined;
  /** What a search finds: afterwards, or in a dry run now. */
  readonly counts: readonly StoreCount[];
  readonly sought: { readonly given: number; readonly own: number };
  readonly proven: boolean;
}

/** @throws CommandError while the item is in the table, or its deletion is not everywhere */
export async function forgetRow(
  target: ForgetTarget,
  { value, deleteItem: deletes = false, yes = false }: ForgetRowOptions,
  signal: AbortSignal,
): Promise<Forgotten> {
  checkValues(target, value);
  if ((await readItem(target)) === 'there') {
    if (!deletes) throw stillThere(target);
    if (yes) await deleteItem(target);
  }
  const arrival = yes ? await awaitDeletion(target, signal) : await lookForDeletion(target);
  const found = await findValues(target, arrival, signal);
  const sought = { given: value, own: found.texts };
  const erased = yes ? await eraseFound(target, found, [...value, ...found.texts], signal) : undefined;
  const counts = await searchStores(target, sought, signal);
  const left = counts.some(({ given, own }) => given + own > 0);
  return {
    target,
    arrival,
    found,
    erased,
    counts,
    sought: { given: value.length, own: found.texts.length },
    proven: erased !== undefined && !left && found.letters.shared.length === 0,
  };
}

/** The key stays in every tombstone: what it holds cannot be erased. */
function checkValues({ entity, address }: ForgetTarget, values: readonly string[]): void {
  if (!values.some((value) => address.key.includes(value))) return;
  throw new CommandError(
    `The key of ${entity.name} ${address.key} itself holds a --value. Keys stay, in the tombstones.`,
    'Leave that --value out. Keys that are personal are hashed by a field policy: docs/configuration.md.',
  );
}
