import { ask, type Answer } from '../ask.ts';
import { waitFor } from '../story/wait.ts';
import { heading } from '../styles.ts';
import type { BadDay, Poison } from './day.ts';

/** A dead letter as `headwater dlq list --json` has it. */
export interface Letter {
  /** Such as `rejected shop`, `dlq search`. */
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly field?: string;
  readonly rows: readonly { readonly entity?: string; readonly key: string }[];
}

/** The letters that came since the day began. */
export async function lettersOf(day: BadDay): Promise<readonly Letter[]> {
  return (await listLetters(day)).json.letters;
}

function listLetters(
  { session, since }: BadDay,
  select: readonly string[] = [],
): Promise<Answer<{ readonly letters: readonly Letter[] }>> {
  return ask(session, ['dlq', 'list', '--newer', since.toISOString(), ...select]);
}

/** How a letter and the poison behind it are told to be the same. */
function nameOf({ source, code, entity = '', key = '', field = '' }: Poison): string {
  return [source, code, entity, key, field].join(' ').trim();
}

export function poisonOf({ source, code, rows, field }: Letter): Poison {
  const [row] = rows;
  return {
    source,
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

/** Waits until all poison lies in dead-letter queues. */
export async function untilRejected(day: BadDay, poison: readonly Poison[]): Promise<void> {
  await waitFor(day, `all ${poison.length} dead letters are there`, async () => {
    return compareWithPoison(await lettersOf(day), poison).missing.length === 0 ? true : undefined;
  });
}

/** The letters of the day by reason, as `headwater dlq list` tells them. @param select further options of it */
export async function describeLetters(day: BadDay, select: readonly string[] = []): Promise<string> {
  return withHeadings((await listLetters(day, select)).text);
}

/** Groups begin with where and what: `dlq search  HW_SEARCH_REJECTED  1 letter ...`. */
export function withHeadings(groups: string): string {
  return groups.replaceAll(/^\S.*? {2}HW_[A-Z_]+/gm, (text) => heading(text));
}
