import { PlayFailure } from '../failure.ts';
import { shownRows } from '../search.ts';
import { filmRef, type RowRef } from '../story/film-rows.ts';
import { remove } from '../story/items.ts';
import type { BadDay } from './day.ts';
import { films, FROM_2046, GIFT_CARD, shelves, UNTITLED } from './films.ts';
import { waitUntil } from '../story/wait.ts';

const ROWS: readonly RowRef[] = [...films, ...shelves, filmRef(UNTITLED), filmRef(FROM_2046)];

/**
 * Ends the faults and withdraws the day's rows. It runs after a failure and a Ctrl-C, too: so it throws nothing, says what it could
 * not put right, and waits for the index only when nothing was interrupted.
 */
export async function tidyUp(day: BadDay): Promise<void> {
  const { session, switches, signal } = day;
  const { terminal } = session;
  const failed = (what: string) => (error: unknown) =>
    terminal.note(
      `${what}: ${error instanceof Error ? error.message : String(error)}. The next bad day begins with it.`,
    );
  await switches.restore().catch(failed('The faults could not be ended'));
  await Promise.all([...ROWS.map(({ item }) => item), GIFT_CARD].map((key) => remove(day, key))).catch(
    failed('The rows of the day could not be withdrawn'),
  );
  if (signal.aborted) return;
  await waitUntil(day, 'the rows of the day have left the index', async () => {
    const keys = ROWS.map(({ key }) => key);
    const shown = await Promise.all(day.search.entities.map((entity) => shownRows(day.search, entity, keys)));
    return shown.every(({ size }) => size === 0);
  }).catch((error: unknown) => {
    if (!(error instanceof PlayFailure) && !signal.aborted) throw error;
    failed('The rows of the day are still in the index')(error);
  });
}
