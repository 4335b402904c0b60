/** Items that somebody wrote by hand, or that a program half wrote: they lack most of what all others have. */
import { own } from '../../shared/domain/own.ts';
import { profileOf } from './profile.ts';
import type { Item } from './sampled-table.ts';

const USUAL = 0.9;
/** Fewer items tell nothing of what is usual. */
const FEWEST = 20;
const MOST_SHARE = 0.05;

/** @param keys attributes that every item has */
export function outliersOf(items: readonly Item[], keys: readonly string[]): readonly Item[] {
  if (items.length < FEWEST) return [];
  const usual = [...profileOf(items, new Set(keys))].filter(([, share]) => share >= USUAL).map(([name]) => name);
  if (usual.length < 2) return [];
  const found = items.filter((item) => usual.filter((name) => own(item, name) === undefined).length > usual.length / 2);
  return found.length <= items.length * MOST_SHARE ? found : [];
}
