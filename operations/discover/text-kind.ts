/** Which kind of field takes all of these texts: days, instants, decimals, JSON, prose, or else exact text. */
import { daysOf, readInstant, readSpelling } from '../../shared/domain/time/moment.ts';
import { isEpoch, isTimeName } from './epoch.ts';
import type { FoundKind } from './found.ts';
import { hasWord, wordsOf } from './words.ts';

export interface Judged {
  readonly kind: FoundKind;
  readonly notes: readonly string[];
}

/** A map of `{ "a": 1 }` or a list, written as text. */
const JSON_TEXT = /^\s*[[{]/;
/** A clock in no zone. */
const NO_ZONE = 'Doubt: its times have no offset. They are read as UTC: name the zone of the clocks that wrote them.';
const PROSE: ReadonlySet<string> = new Set(
  [
    'description',
    'summary',
    'note',
    'notes',
    'comment',
    'comments',
    'message',
    'body',
    'text',
    'content',
    'title',
  ].concat([
    'bio',
    'about',
    'remark',
    'remarks',
    'directions',
    'instructions',
    'abstract',
    'headline',
    'subject',
    'details',
  ]),
);
const VERSION: ReadonlySet<string> = new Set(['version', 'release', 'build', 'revision', 'ip', 'phone', 'code', 'id']);

/** @param name of the attribute; @param texts at least one */
export function textKind(name: string, texts: readonly string[]): Judged {
  const filled = texts.filter((text) => text !== '');
  const empty = texts.length - filled.length;
  if (filled.length === 0) return { kind: { kind: 'keyword' }, notes: ['Doubt: it is always empty text.'] };
  const special = specialKind(name, filled);
  if (special && empty === 0) return special;
  if (special && empty > 0) {
    const what = special.kind.kind === 'date' || special.kind.kind === 'timestamp' ? 'times' : 'something else';
    const note = `Doubt: ${empty} of ${texts.length} are empty text, the others look like ${what}, which empty text is not.`;
    return { kind: { kind: 'keyword' }, notes: [note] };
  }
  const notes = [...emptyNote(empty, texts.length), ...mostlyTimes(filled)];
  return { kind: { kind: isProse(name, filled) ? 'text' : 'keyword' }, notes };
}

/** So many of the texts are times: the others may be mistakes. */
const MOSTLY = 0.5;

function mostlyTimes(texts: readonly string[]): readonly string[] {
  const isDay = (text: string): boolean => daysOf(text) !== undefined;
  const isTime = (text: string): boolean =>
    isDay(text) || (/\d{4}-/.test(text) && (readInstant(text) !== undefined || readSpelling(text) !== undefined));
  const times = texts.filter(isTime);
  if (times.length < texts.length * MOSTLY || times.length === 0) return [];
  if (times.length === texts.length)
    return ['Doubt: its texts are times of different forms: days, instants, with and without an offset.'];
  const what = times.every(isDay) ? 'days' : 'times';
  return [`Doubt: ${times.length} of ${texts.length} are ${what}, the others are not. Are those mistakes?`];
}

function emptyNote(empty: number, of: number): readonly string[] {
  return empty === 0 ? [] : [`${empty} of ${of} are empty text.`];
}

function specialKind(name: string, texts: readonly string[]): Judged | undefined {
  const all = (test: (text: string) => boolean): boolean => texts.every(test);
  if (all((text) => daysOf(text) !== undefined)) return { kind: { kind: 'date' }, notes: [] };
  if (all((text) => /\d{4}-/.test(text) && readInstant(text) !== undefined))
    return { kind: { kind: 'timestamp' }, notes: [] };
  if (all(isClockText)) return { kind: { kind: 'localTimestamp', zone: 'UTC' }, notes: [NO_ZONE] };
  if (all((text) => /^\d{10}(\d{3})?$/.test(text)) && isTimeName(name)) {
    const unit = isEpoch(texts);
    if (unit) return { kind: { kind: unit, coerce: true }, notes: ['Doubt: numbers as text, read as a time.'] };
  }
  if (all((text) => /^-?\d{1,15}\.\d{2,12}$/.test(text)) && !hasWord(name, VERSION)) {
    const scale = Math.max(...texts.map((text) => (text.split('.')[1] ?? '').length));
    return { kind: decimalOf(18, scale), notes: ['Doubt: decimals, written as text.'] };
  }
  if (all((text) => JSON_TEXT.test(text) && isJson(text))) {
    return {
      kind: { kind: 'json' },
      notes: ['Doubt: JSON, written as text: it stays that text, and nobody searches in it.'],
    };
  }
  return undefined;
}

/** Room for more digits before the point than were seen. */
export function decimalOf(precision: number, scale: number): FoundKind {
  return { kind: 'decimal', precision: Math.min(38, Math.max(precision, scale + 8)), scale };
}

function isClockText(text: string): boolean {
  return /^\d{4}-/.test(text) && text.length > 10 && readSpelling(text) !== undefined;
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** Words rather than a code: several of them, in most of the texts. */
function isProse(name: string, texts: readonly string[]): boolean {
  const counts = texts.map((text) => (text.match(/\p{L}{2,}/gu) ?? []).length);
  const spaced = texts.filter((text) => /\p{L}\s+\p{L}/u.test(text)).length;
  const mean = counts.reduce((sum, count) => sum + count, 0) / texts.length;
  if (spaced < texts.length / 2) return false;
  if (new Set(texts).size === 1 && texts.length > 1) return false;
  return mean >= 3 || (mean >= 1.5 && (hasWord(name, PROSE) || wordsOf(name).at(-1) === 'name'));
}
