import type { Item } from '../../film-items.ts';
import { shownRows, type SearchedRow } from '../search.ts';
import { filmItem, filmRef, numbered, type RowRef } from '../story/film-rows.ts';
import { putTogether, remove } from '../story/items.ts';
import { waitUntil } from '../story/wait.ts';
import type { DrillDay } from './drill-day.ts';

/** The drill has rows of its own: it changes, takes away and brings back these only. */
const FILMS = 16;

export const drillFilms: readonly RowRef[] = Array.from({ length: FILMS }, (_, index) =>
  filmRef(numbered('drill', index + 1)),
);

/** What a chapter does to the films while something is broken: some change, some go, some come. */
export const CHANGING = drillFilms.slice(0, 8);
export const GOING = drillFilms.slice(8, 12);
export const COMING = drillFilms.slice(12);

export function drillItem(ref: RowRef, cents: number): Item {
  return filmItem(ref, cents, {
    title: { S: `The Drill, Part ${Number(ref.key.slice(-2))}` },
    director: { S: 'Grace Hopper' },
  });
}

/** The first films are in the table and in the index, the last ones in neither. @returns how long that took */
export async function beginWithFilms(day: DrillDay, cents: number): Promise<string> {
  const there = [...CHANGING, ...GOING];
  await putTogether(
    day,
    there.map((ref) => drillItem(ref, cents)),
  );
  for (const { item } of COMING) await remove(day, item);
  await untilGone(day, COMING);
  return untilIndexed(day, there, cents);
}

/** Some change, some go, some come. */
export async function changeFilms(day: DrillDay, cents: number): Promise<void> {
  await putTogether(
    day,
    [...CHANGING, ...COMING].map((ref) => drillItem(ref, cents)),
  );
  for (const { item } of GOING) await remove(day, item);
}

/** Takes the films away. Each is written first: a removal of what is not there leaves no record, and the index may have it. */
export async function withdrawFilms(day: DrillDay): Promise<void> {
  await putTogether(
    day,
    drillFilms.map((ref) => drillItem(ref, 900)),
  );
  for (const { item } of drillFilms) await remove(day, item);
}

/** Waits until the index has these films at this price. */
export function untilIndexed(day: DrillDay, refs: readonly RowRef[], cents: number): Promise<string> {
  const what = refs.length === 1 ? `${refs[0]?.key ?? ''} is in the index` : `${refs.length} films are in the index`;
  return waitUntil(day, what, async () => {
    const shown = await shownFilms(day, refs);
    return refs.every(({ key }) => shown.get(key)?.['price'] === cents / 100);
  });
}

/** Waits until the index shows none of these films. */
export function untilGone(day: DrillDay, refs: readonly RowRef[]): Promise<string> {
  return waitUntil(day, `${refs.length} films have left the index`, async () => {
    return (await shownFilms(day, refs)).size === 0;
  });
}

function shownFilms({ search }: DrillDay, refs: readonly RowRef[]): Promise<ReadonlyMap<string, SearchedRow>> {
  const keys = refs.map(({ key }) => key);
  return shownRows(search, 'film', keys);
}
