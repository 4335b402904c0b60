/** Local times of a stated zone (IANA), by the zone rules that Node brings (Intl). */
import { instantAt, type Instant, type Spelled } from './moment.ts';

export interface LocalZone {
  /** A name of the IANA time zone database: `Europe/Paris`. */
  readonly zone: string;
  /** Which of two instants, when clocks are set back and a time is shown twice. */
  readonly overlap: 'earlier' | 'later' | 'refuse';
  /** A time that clocks skip: moved forward by as much as they skip (as java.time does), or refused. */
  readonly gap: 'forward' | 'refuse';
}

/** What became of a local time. */
export type Placed = Instant | 'gap' | 'overlap' | undefined;

/** @returns why there is no instant, where the zone's rules say so; undefined for years that RFC 3339 cannot write */
export function placeLocalTime(spelled: Spelled, { zone, overlap, gap }: LocalZone): Placed {
  const { clockSeconds } = spelled;
  // No two changes of a zone's clocks lie within a day of a time: the offset before, and the one after.
  const before = offsetSeconds(zone, clockSeconds - 86_400);
  const after = offsetSeconds(zone, clockSeconds + 86_400);
  const holding = [...new Set([before, after])].filter(
    (offset) => offsetSeconds(zone, clockSeconds - offset) === offset,
  );
  const [one, other] = holding;
  if (one === undefined) {
    if (gap === 'refuse') return 'gap';
    const moved = shifted(spelled, after - before);
    return instantAt(moved, { seconds: after, text: offsetText(after) });
  }
  if (other === undefined) return instantAt(spelled, { seconds: one, text: offsetText(one) });
  if (overlap === 'refuse') return 'overlap';
  // The greater offset is the one that the clocks had first.
  const chosen = overlap === 'earlier' ? Math.max(one, other) : Math.min(one, other);
  return instantAt(spelled, { seconds: chosen, text: offsetText(chosen) });
}

/** Whether this Node knows the zone by its name; an offset is no zone, though newer ones take it for one. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

function shifted(spelled: Spelled, seconds: number): Spelled {
  const clockSeconds = spelled.clockSeconds + seconds;
  const [day = '', clock = ''] = new Date(clockSeconds * 1000).toISOString().slice(0, 19).split('T');
  return { ...spelled, clockSeconds, day, clock };
}

/** Making a format takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    const numeric = 'numeric';
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
    });
    formats.set(zone, format);
  }
  return format;
}

/** Seconds that the zone's clocks are ahead of UTC. @param at seconds since 1970 */
function offsetSeconds(zone: string, at: number): number {
  const shown = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at * 1000)
      .map(({ type, value }) => [type, value]),
  );
  const { era = '', year, month, day, hour, minute, second } = shown;
  // A year before 1 is counted backwards: 1 BC is the year 0.
  const date = new Date(0);
  date.setUTCFullYear(era.startsWith('B') ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  return date.getTime() / 1000 - at;
}

/** @returns undefined where RFC 3339 cannot write it: before their standard time zones had seconds */
function offsetText(seconds: number): string | undefined {
  if (seconds % 60 !== 0) return undefined;
  const minutes = Math.abs(seconds) / 60;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${seconds < 0 ? '-' : '+'}${hours}:${rest}`;
}
