/** Counts in how many rows, objects and letters of a store the sought texts stand. */
import { occursIn } from '../../shared/domain/history/erasure.ts';
import type { Occurrences } from '../../shared/ports/erasure-engine.ts';

export interface Sought {
  /** By the user: anywhere, it is left. */
  readonly given: readonly string[];
  /** Of the row itself: left in its own rows; where no row can be told, only if no other row has the same. */
  readonly own: readonly string[];
}

export interface StoreCount {
  readonly store: string;
  /** Of values that the user gave. */
  readonly given: number;
  /** Of the row's own texts. */
  readonly own: number;
}

export interface TextSearch {
  readonly texts: readonly string[];
  /** A store that is looked at, also when it turns out to hold nothing. */
  store(name: string): void;
  addRow(store: string, text: string, isOwn: boolean): void;
  /** One for each of `texts`. */
  addCounts(store: string, counts: readonly Occurrences[]): void;
  /** Of which it is not known whose row it holds. */
  addText(store: string, text: string): void;
  counts(): readonly StoreCount[];
}

export function searchFor({ given, own }: Sought): TextSearch {
  const texts = [...given, ...own];
  const stores = new Map<string, { given: number; own: number }>();
  /** Texts that rows of other keys have: such as a genre. */
  const shared = new Set<string>();
  const countOf = (store: string) => {
    const count = stores.get(store) ?? { given: 0, own: 0 };
    stores.set(store, count);
    return count;
  };
  const add = (store: string, index: number, { own: inOwn, elsewhere }: Occurrences): void => {
    const count = countOf(store);
    if (index < given.length) count.given += inOwn + elsewhere;
    else {
      count.own += inOwn;
      if (elsewhere > 0) shared.add(texts[index] ?? '');
    }
  };
  return {
    texts,
    store: (name) => void countOf(name),
    addRow(store, text, isOwn) {
      for (const [index, one] of texts.entries()) {
        if (occursIn(text, one)) add(store, index, isOwn ? { own: 1, elsewhere: 0 } : { own: 0, elsewhere: 1 });
      }
    },
    addCounts(store, counts) {
      for (const [index, count] of counts.entries()) add(store, index, count);
    },
    addText(store, text) {
      const count = countOf(store);
      for (const [index, one] of texts.entries()) {
        if (shared.has(one) && index >= given.length) continue;
        if (occursIn(text, one)) count[index < given.length ? 'given' : 'own'] += 1;
      }
    },
    counts: () => [...stores].map(([store, count]) => ({ store, ...count })),
  };
}
