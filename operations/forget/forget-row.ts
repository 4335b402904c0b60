import { OperationError } from '../operation-error.ts';
import { awaitDeletion, deleteItem, lookForDeletion, readItem, stillThere, type Arrival } from './arrival.ts';
import { eraseFound, type Erased } from './erase.ts';
import { checkKnown, holdsValues } from './known-row.ts';
import { findValues, type Found } from './find.ts';
import { searchStores } from './prove.ts';
import type { StoreCount } from './text-search.ts';
import type { ForgetTarget, Stores } from './target.ts';

export interface ForgetRowOptions {
  readonly value: readonly string[];
  readonly deleteItem?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

export interface ForgottenRow {
  readonly target: ForgetTarget;
  readonly arrival: Arrival;
  readonly found: Found;
  /** undefined: it was a dry run. */
  readonly erased: Erased | undefined;
}

/** What a search of all stores finds: afterwards, or in a dry run now. */
export interface Proof {
  readonly counts: readonly StoreCount[];
  /** How many texts were looked for. */
  readonly given: number;
  readonly own: number;
  readonly left: boolean;
}

/** @throws OperationError while the item is in the table, or its deletion is not everywhere; for a key that nobody knows */
export async function forgetRow(
  target: ForgetTarget,
  { value, deleteItem: deletes = false, yes = false }: ForgetRowOptions,
  signal: AbortSignal,
): Promise<ForgottenRow> {
  checkValues(target, value);
  const wasThere = (await readItem(target)) === 'there';
  if (wasThere) {
    if (!deletes) throw stillThere(target);
    if (yes) await deleteItem(target);
  }
  const arrival = yes ? await awaitDeletion(target, wasThere, signal) : await lookForDeletion(target);
  const found = await findValues(target, arrival, signal);
  await checkKnown(target, wasThere, arrival, found);
  const erased = yes ? await eraseFound(target, found, [...value, ...found.texts], signal) : undefined;
  return { target, arrival, found, erased };
}

/** The key stays in every tombstone: what it holds cannot be erased. */
function checkValues({ entity, address }: ForgetTarget, values: readonly string[]): void {
  if (!values.some((value) => address.key.includes(value))) return;
  throw new OperationError(
    `The key of ${entity.name} ${address.key} itself holds a --value. Keys stay, in the tombstones.`,
    'Leave that --value out. Keys that are personal are hashed by a field policy: docs/configuration.md.',
  );
}

/** Searches once for what all of these rows held, and looks under each key again. */
export async function prove(
  stores: Stores,
  rows: readonly ForgottenRow[],
  given: readonly string[],
  signal: AbortSignal,
): Promise<Proof> {
  const own = [...new Set(rows.flatMap(({ found }) => found.texts))].filter((text) => !given.includes(text));
  const targets = rows.map(({ target }) => target);
  const counts = await searchStores(stores, targets, { given, own }, signal);
  const isLeft = counts.some((count) => count.given + count.own > 0);
  const areShared = rows.some(({ found }) => found.letters.shared.length > 0);
  let isHeld = false;
  for (const { target, erased } of rows) isHeld ||= erased !== undefined && (await holdsValues(target));
  return { counts, given: given.length, own: own.length, left: isLeft || areShared || isHeld };
}
