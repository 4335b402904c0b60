import { collectLetters } from '../../operations/letters/collect.ts';
import { sourceName, type Letter } from '../../operations/letters/letter.ts';
import { groupLetters } from '../../operations/letters/group.ts';
import { describeGroups } from '../output/letters.ts';
import type { BadDay, Poison } from './day.ts';
import { waitFor } from '../story/wait.ts';

const LIMIT = 10_000;

/** The letters that came since the day began. */
export async function lettersOf({ session, signal, since }: BadDay): Promise<readonly Letter[]> {
  return (await collectLetters(session, { newer: since.toISOString() }, { limit: LIMIT, signal })).letters;
}

/** How a letter and the poison behind it are told to be the same. */
function nameOf({ source, code, entity = '', key = '', field = '' }: Poison): string {
  return [source, code, entity, key, field].join(' ').trim();
}

export function poisonOf({ source, code, rows, field }: Letter): Poison {
  const [row] = rows;
  return {
    source: sourceName(source),
    code,
    ...(row?.entity !== undefined && { entity: row.entity }),
    ...(row && { key: row.key }),
    ...(field !== undefined && { field }),
  };
}

/** What of the letters was not put in, and what was put in and is no letter; each as often as it is too many. */
export function compareWithPoison(letters: readonly Letter[], poison: readonly Poison[]) {
  const missing = poison.map(nameOf);
  const unexpected: string[] = [];
  for (const letter of letters) {
    const name = nameOf(poisonOf(letter));
    const index = missing.indexOf(name);
    if (index === -1) unexpected.push(name);
    else missing.splice(index, 1);
  }
  return { missing, unexpected };
}

/** Waits until all poison lies in dead-letter queues. @returns the letters of the day */
export async function untilRejected(day: BadDay, poison: readonly Poison[]): Promise<readonly Letter[]> {
  const { found } = await waitFor(day, `all ${poison.length} dead letters are there`, async () => {
    const letters = await lettersOf(day);
    return compareWithPoison(letters, poison).missing.length === 0 ? letters : undefined;
  });
  return found;
}

export function describeLetters(letters: readonly Letter[]): string {
  return describeGroups(groupLetters(letters));
}
