/** Items of one entity that are made in two ways, though neither key nor type tells them apart: told with counts. */
import { isSomebodys, looksLikeData } from './free-keys.ts';
import { areApart, distance, profileOf } from './profile.ts';
import { FEWEST_ITEMS, type Item } from './sampled-table.ts';
import { shownName } from './source-text.ts';
import { own } from '../../shared/domain/own.ts';

/** So unlike must the two be: below it items differ by what is optional. */
const UNLIKE = 0.6;
const NAMED = 3;

/** @param keys attributes that every item has, and that tell nothing */
export function hiddenKinds(items: readonly Item[], keys: ReadonlySet<string>): readonly string[] {
  const partial = [...profileOf(items, keys)].filter(([, share]) => share < 0.95).map(([name]) => name);
  const [best] = partial
    .flatMap((name) => splitBy(items, name, keys) ?? [])
    .toSorted((a, b) => b.distance - a.distance);
  if (!best) return [];
  const [some, others] = [best.having, best.lacking].map((own, at, both) => {
    const other = profileOf(both[1 - at] ?? [], keys);
    const names = [...profileOf(own, keys)].filter(([name, share]) => share >= 0.95 && (other.get(name) ?? 0) <= 0.05);
    return { count: own.length, names: names.map(([name]) => name) };
  });
  if (!some || !others) return [];
  return [
    `Doubt: its items look like two kinds that neither key nor type tells apart: ${kindText(some)}, and ${kindText(others)}.`,
  ];
}

function kindText({ count, names }: { readonly count: number; readonly names: readonly string[] }): string {
  const told = names.filter((name) => !looksLikeData(name) && !isSomebodys(name)).map(shownName);
  const more = names.length > NAMED ? ', ...' : '';
  return `${count} have ${told.length === 0 ? 'none of these' : told.slice(0, NAMED).join(', ') + more}`;
}

interface Split {
  readonly having: readonly Item[];
  readonly lacking: readonly Item[];
  readonly distance: number;
}

function splitBy(items: readonly Item[], name: string, keys: ReadonlySet<string>): Split | undefined {
  const having = items.filter((item) => own(item, name) !== undefined);
  const lacking = items.filter((item) => own(item, name) === undefined);
  if (having.length < FEWEST_ITEMS || lacking.length < FEWEST_ITEMS) return undefined;
  const [one, other] = [profileOf(having, keys), profileOf(lacking, keys)];
  const apart = distance(one, other);
  // One attribute alone is optional.
  const alone = [...one.keys()].filter((each) => (other.get(each) ?? 0) < 0.05).length + [...other.keys()].length < 2;
  return areApart(one, other) && apart >= UNLIKE && !alone ? { having, lacking, distance: apart } : undefined;
}
