import { ERASED } from '../../shared/domain/history/erasure.ts';
import type { FieldChange, Moment } from '../../operations/analytics/life.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { heading, styled } from './terminal.ts';

const WIDTH = 70;

/** Oldest first: when, what, why, and each field's old and new value. */
export function describeLife(title: string, life: readonly Moment[]): string {
  return [heading(title), ...life.flatMap(describeMoment)].join('\n');
}

function describeMoment({ at, position, operation, cause, fields }: Moment): string[] {
  const why = cause === null ? '' : ` (${plainText(cause)})`;
  const where = position === null ? 'read from the table' : `position ${plainText(position)}`;
  const dim = styled('dim', where);
  const nothing = cause === ERASED ? 'what it held was erased' : 'no column of the copy changed';
  const what = fields.length === 0 ? [nothing] : fields.map(describeField);
  return [`${plainText(at)}  ${operation}${why}  ${dim}`, ...what.map((line) => `    ${line}`)];
}

function describeField({ field, from, to }: FieldChange): string {
  if (from === undefined) return `${field}: ${short(to)}`;
  return to === undefined ? `${field}: was ${short(from)}` : `${field}: ${short(from)} -> ${short(to)}`;
}

function short(value: FieldChange['from']): string {
  const text = plainText(value);
  return text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text;
}
