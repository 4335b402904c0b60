import { attributeText } from '../../shared/adapters/sqs/dead-letters.ts';
import { ERRORS } from '../../shared/domain/errors.ts';
import { sourceName, type Letter } from './letter.ts';

/** Letters of one place with one reason. */
export interface LetterGroup {
  readonly source: string;
  readonly code: string;
  /** Of the rows; several when packs or batches hold several. */
  readonly entities: readonly string[];
  readonly field: string | undefined;
  /** The reason, without what differs between its letters. */
  readonly problem: string;
  readonly letters: number;
  /** Different rows: one that is written again and again is rejected again and again. */
  readonly rows: number;
  /** Keys of the first rows. */
  readonly examples: readonly string[];
  /** Epoch milliseconds. */
  readonly oldest: number;
  readonly newest: number;
  /** What to do, from the registry. */
  readonly next: string | undefined;
}

const EXAMPLES = 4;

/** Groups by place and reason, the most frequent first. */
export function groupLetters(letters: readonly Letter[]): readonly LetterGroup[] {
  const groups = Map.groupBy(letters, (letter) =>
    JSON.stringify([sourceName(letter.source), letter.code, entitiesOf(letter), letter.field, problemOf(letter)]),
  );
  return [...groups.values()]
    .flatMap((group) => (group[0] ? [describeGroup(group[0], group)] : []))
    .sort((one, other) => other.letters - one.letters || (one.source < other.source ? -1 : 1));
}

function describeGroup(first: Letter, group: readonly Letter[]): LetterGroup {
  const rows = new Set(group.flatMap((letter) => letter.rows.map(({ entity, key }) => JSON.stringify([entity, key]))));
  const keys = [...new Set(group.flatMap((letter) => letter.rows.map(({ key }) => key)))].sort();
  const times = group.map(({ sentAt }) => sentAt);
  return {
    source: sourceName(first.source),
    code: first.code,
    entities: entitiesOf(first),
    field: first.field,
    problem: problemOf(first),
    letters: group.length,
    rows: rows.size,
    examples: keys.slice(0, EXAMPLES),
    oldest: times.reduce((least, time) => Math.min(least, time)),
    newest: times.reduce((most, time) => Math.max(most, time)),
    next: Object.entries(ERRORS).find(([code]) => code === first.code)?.[1].next,
  };
}

function entitiesOf({ rows }: Letter): readonly string[] {
  return [...new Set(rows.map(({ entity }) => entity ?? 'unrecognised'))].sort();
}

/** The message without the record's name: what the letters of a group have in common. */
function problemOf({ code, message, rows }: Letter): string {
  if (code === 'HW_RECEIVES_EXHAUSTED') return 'received again and again, and never settled';
  if (code === 'HW_RECORDS_SET_ASIDE') return message.replace(/ of \d+ records( after \d+ invocations)?/, '');
  const unnamed = message.replace(/^(message|stream record) \S+: /, '');
  const [row] = rows;
  if (!row || rows.length > 1) return unnamed;
  const [entity, key] = [row.entity ?? '', row.key];
  // The message stood in an attribute of a queue's message: there its key is escaped.
  const spellings = [key, attributeText(key)];
  const named = spellings
    .flatMap((one) => [`${entity} ${one}: `, `${entity} "${one}": `, `${entity} "${one}" `])
    .find((name) => unnamed.startsWith(name));
  if (named !== undefined) return unnamed.slice(named.length);
  return spellings.reduce((text, one) => text.replace(` item ${one}`, () => ' item'), unnamed);
}
