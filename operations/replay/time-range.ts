import { OperationError } from '../operation-error.ts';
import { own } from '../../shared/domain/own.ts';

export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const EXAMPLES = 'Times are ISO 8601 (2026-11-23T18:00:00Z), relative (-90s, -30m, -2h, -7d), or now.';

/**
 * Reads a point in time: ISO 8601, `now`, or a span before now such as `-1h`. A time without an offset is local time.
 * @throws OperationError
 */
export function parseTime(text: string, now: Date): Date {
  if (text === 'now') return now;
  const [, amount, unit = ''] = /^-(\d+)([smhd])$/.exec(text) ?? [];
  const milliseconds = own(UNITS, unit);
  const isSpan = amount !== undefined && milliseconds !== undefined;
  const before = isSpan ? new Date(now.getTime() - Number(amount) * milliseconds) : undefined;
  if (before && !Number.isNaN(before.getTime())) return before;
  const isIso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text);
  const time = new Date(text);
  if (!isIso || Number.isNaN(time.getTime())) throw new OperationError(`"${text}" is no time.`, EXAMPLES);
  return time;
}

/** Reads a span such as `90s` or `7d`. @returns milliseconds @throws OperationError */
export function parseSpan(text: string): number {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const milliseconds = own(UNITS, unit);
  const span = Number(amount) * (milliseconds ?? NaN);
  if (Number.isSafeInteger(span)) return span;
  throw new OperationError(`"${text}" is no span of time.`, 'Give a number and s, m, h or d: 90s, 1h, 7d.');
}

/** @throws OperationError for an unreadable time, a start that is not before the end, or a start in the future */
export function parseRange(from: string, to: string, now: Date): TimeRange {
  const range = { from: parseTime(from, now), to: parseTime(to, now) };
  if (range.from >= range.to) {
    throw new OperationError(
      `The range is empty: --from ${range.from.toISOString()} is not before --to ${range.to.toISOString()}.`,
      EXAMPLES,
    );
  }
  if (range.from > now) {
    throw new OperationError(`--from ${range.from.toISOString()} lies in the future.`, EXAMPLES);
  }
  return range;
}
