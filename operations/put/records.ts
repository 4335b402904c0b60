/** The records that a text or a file holds: one JSON object, a list of them, or one in each line. */
import { isWrittenList, parseWritten, type Written } from '../../shared/domain/row/written.ts';

/** A record with its place, for messages: `record 2`, `line 7`. */
export interface ReadRecord {
  readonly place: string;
  /** Undefined when it is no JSON: `problem` says why. */
  readonly written: Written | undefined;
  readonly problem?: string;
}

/** @example recordsIn('{"id":1}\n{"id":2}').map(({ place }) => place) // ['line 1', 'line 2'] */
export function recordsIn(text: string): readonly ReadRecord[] {
  const whole = tried(text);
  if (whole !== undefined) {
    const records = isWrittenList(whole) ? whole : [whole];
    return records.map((written, index) => ({ place: `record ${index + 1}`, written }));
  }
  const lines = text.split('\n');
  // What begins over several lines is one object with a mistake, and not a mistake in each line.
  const isOne = lines.length > 1 && /^\s*[[{]\s*$/.test(lines[0] ?? '');
  return isOne ? [recordOf('record 1', text)] : lines.flatMap((line, index) => lineRecord(line, index + 1));
}

/** A line of JSON lines. Empty lines hold nothing. */
export function lineRecord(line: string, number: number): readonly ReadRecord[] {
  return line.trim() === '' ? [] : [recordOf(`line ${number}`, line)];
}

function recordOf(place: string, text: string): ReadRecord {
  try {
    return { place, written: parseWritten(text) };
  } catch (error) {
    return { place, written: undefined, problem: `is no JSON: ${error instanceof Error ? error.message : ''}` };
  }
}

function tried(text: string): Written | undefined {
  try {
    return parseWritten(text);
  } catch {
    return undefined;
  }
}
