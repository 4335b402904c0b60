/** Random instants as the usual writers spell them, made without the code that reads them. */
import fc from 'fast-check';

export interface Spelling {
  readonly writer: string;
  readonly text: string;
  /** Nanoseconds since 1970, as far as the text says them. */
  readonly nanoseconds: bigint;
}

interface Moment {
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
  /** Seconds east of Greenwich. */
  readonly offset: number;
}

const FIRST = Date.parse('0000-01-03T00:00:00Z') / 1000;
const LAST = Date.parse('9999-12-29T00:00:00Z') / 1000;
const EDGES = [
  '0000-01-03',
  '0001-01-01',
  '1582-10-15',
  '1900-03-01',
  '1970-01-01',
  '2000-02-29',
  '2038-01-19',
  '9999-12-28',
];

const seconds = fc.oneof(
  fc.integer({ min: FIRST, max: LAST }),
  fc.integer({ min: -2e9, max: 4e9 }),
  fc.constantFrom(...EDGES.flatMap((day) => [0, -1, 1, 60, 3600].map((more) => Date.parse(day) / 1000 + more))),
);
const nanos = fc.oneof(
  fc.integer({ min: 0, max: 999_999_999 }),
  fc.constantFrom(0, 1, 500_000_000, 123_000_000, 123_456_000, 999_999_999, 100, 1000),
);
const offset = fc.oneof(
  fc.constantFrom(0, 3600, -3600, 19_800, -12_600, 50_400, 64_800, -64_800, 20_700),
  fc.integer({ min: -1080, max: 1080 }).map((minutes) => minutes * 60),
);
const moment: fc.Arbitrary<Moment> = fc.record({ seconds, nanos, offset });

/** The date and the clock (`18:52:07`) where the offset holds. */
function shown({ seconds: at, offset: east }: Moment): { day: string; clock: string } {
  const [day = '', rest = ''] = new Date((at + east) * 1000).toISOString().split('T');
  return { day, clock: rest.slice(0, 8) };
}

/** `.123456`, with this many digits; nothing for none. */
function point(digits: number, value: number): string {
  return digits === 0 ? '' : `.${String(value).padStart(9, '0').slice(0, digits)}`;
}

/** As many of these digits as are needed to say it. */
function needed(value: number, lengths: readonly number[]): number {
  return lengths.find((length) => value % 10 ** (9 - length) === 0) ?? 9;
}

function east(seconds: number, between: string): string {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, ...(size % 60 === 0 ? [] : [size % 60])];
  return (seconds < 0 ? '-' : '+') + parts.map((part) => String(part).padStart(2, '0')).join(between);
}

const orZ = (seconds: number): string => (seconds === 0 ? 'Z' : east(seconds, ':'));
const EVERY_LENGTH = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** @param write from day, clock and moment to text, and how many digits of the fraction the text has */
function writer(
  name: string,
  write: (parts: { day: string; clock: string }, moment: Moment) => readonly [text: string, digits: number],
  moments: fc.Arbitrary<Moment> = moment,
): fc.Arbitrary<Spelling> {
  return moments.map((made) => {
    const [text, digits] = write(shown(made), made);
    const unit = 10 ** (9 - digits);
    const kept = BigInt(Math.floor(made.nanos / unit) * unit);
    return { writer: name, text, nanoseconds: BigInt(made.seconds) * 1_000_000_000n + kept };
  });
}

const utc = moment.map((made): Moment => ({ ...made, offset: 0 }));
/** Java writes no seconds when all below the minute is zero. */
const javaClock = (clock: string, { nanos: value }: Moment): string =>
  clock.endsWith(':00') && value === 0 ? clock.slice(0, 5) : clock;

/** By java.time, datetime, Date, time.Time, DateTimeOffset ...: each writes what its documentation says. */
export const WRITERS: readonly fc.Arbitrary<Spelling>[] = [
  writer(
    "Java's Instant",
    ({ day, clock }, { nanos: n }) => {
      const digits = needed(n, [0, 3, 6, 9]);
      return [`${day}T${clock}${point(digits, n)}Z`, digits];
    },
    utc,
  ),
  writer("Java's OffsetDateTime", ({ day, clock }, made) => {
    const digits = needed(made.nanos, [0, 3, 6, 9]);
    return [`${day}T${javaClock(clock, made)}${point(digits, made.nanos)}${orZ(made.offset)}`, digits];
  }),
  writer("Java's ZonedDateTime", ({ day, clock }, made) => {
    const digits = needed(made.nanos, [0, 3, 6, 9]);
    return [`${day}T${javaClock(clock, made)}${point(digits, made.nanos)}${orZ(made.offset)}[Some/Where]`, digits];
  }),
  writer("JavaScript's toISOString", ({ day, clock }, { nanos: n }) => [`${day}T${clock}${point(3, n)}Z`, 3], utc),
  writer("Python's isoformat", ({ day, clock }, { nanos: n, offset: o }) => {
    const digits = n < 1000 ? 0 : 6;
    return [`${day}T${clock}${point(digits, n)}${east(o, ':')}`, digits];
  }),
  writer(
    "Python's str, odd offsets",
    ({ day, clock }, { nanos: n, offset: o }) => [`${day} ${clock}${point(6, n)}${east(o, ':')}`, 6],
    fc.record({ seconds, nanos, offset: fc.integer({ min: -86_399, max: 86_399 }) }),
  ),
  writer('PynamoDB', ({ day, clock }, { nanos: n }) => [`${day}T${clock}${point(6, n)}+0000`, 6], utc),
  writer("Go's RFC3339Nano", ({ day, clock }, { nanos: n, offset: o }) => {
    const digits = needed(n, EVERY_LENGTH);
    return [`${day}T${clock}${point(digits, n)}${orZ(o)}`, digits];
  }),
  writer("Go's String", ({ day, clock }, { nanos: n, offset: o }) => {
    const digits = needed(n, EVERY_LENGTH);
    return [`${day} ${clock}${point(digits, n)} ${east(o, '')} ${o === 0 ? 'UTC' : 'CEST'}`, digits];
  }),
  writer(".NET's O", ({ day, clock }, { nanos: n, offset: o }) => [`${day}T${clock}${point(7, n)}${orZ(o)}`, 7]),
  writer('PostgreSQL', ({ day, clock }, { nanos: n, offset: o }) => {
    const digits = needed(Math.floor(n / 1000) * 1000, [0, 1, 2, 3, 4, 5, 6]);
    return [`${day} ${clock}${point(digits, n)}${east(o, ':').replace(/:00$/, '')}`, digits];
  }),
  writer('small letters', ({ day, clock }, { nanos: n }) => [`${day}t${clock}${point(9, n)}z`, 9], utc),
  writer('more digits than are kept', ({ day, clock }, { nanos: n, offset: o }) => [
    `${day}T${clock}${point(9, n)}987${orZ(o)}`,
    9,
  ]),
];

export const anySpelling: fc.Arbitrary<Spelling> = fc.oneof(...WRITERS);

/** RFC 3339, section 5.6, as OpenSearch takes it. */
export const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-7]):[0-5]\d|[+-]18:00)$/;

export const TRUNCATED = { micros: 1000n, millis: 1_000_000n } as const;

/** The greatest whole number of units that is not after it. */
export function since1970(nanoseconds: bigint, unit: keyof typeof TRUNCATED): bigint {
  const size = TRUNCATED[unit];
  return (nanoseconds - (((nanoseconds % size) + size) % size)) / size;
}
