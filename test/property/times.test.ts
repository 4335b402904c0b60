/** Whatever spelling a writer uses: one instant, in the row, its columns and in filters. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyticsColumns } from '../../shared/domain/history/analytics-columns.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { epochMilliseconds, epochSeconds, localTimestamp, timestamp } from '../../shared/domain/definition/fields.ts';
import { where } from '../../shared/domain/definition/where.ts';
import { matches } from '../../shared/domain/filter/filter.ts';
import { historyRow } from '../../shared/dialects/parquet/history-row.ts';
import { shapedRow } from '../support/shaped-row.ts';
import { anySpelling, RFC_3339, since1970, WRITERS } from './time-spellings.ts';

const field = timestamp();
const thing = defineEntity({ name: 'thing', recognise: 'every-item', fields: { it: field } });
const columns = analyticsColumns(thing);

/** The text in the row. @throws Error when the schema refuses it */
function taken(it: typeof field, value: { S: string } | { N: string }): string {
  const shaped = shapedRow(it, value);
  if ('problem' in shaped) throw new Error(`${shaped.problem}: ${JSON.stringify(value)}`);
  return shaped.row['it'] as string;
}

function columnOf(text: string): unknown {
  const change = { entity: 'thing', id: 'x', key: 'x', at: '1970-01-01T00:00:00Z', operation: 'snapshot' } as const;
  const copied = historyRow(columns, { ...change, after: { it: text } });
  return copied.fits ? copied.values[0] : copied.reason;
}

test.each(WRITERS.map((spelling) => [fc.sample(spelling, 1)[0]?.writer, spelling] as const))(
  '%s: the row says the instant in RFC 3339, the column has it to the microsecond',
  (_, spellings) => {
    fc.assert(
      fc.property(spellings, ({ text, nanoseconds }) => {
        const row = taken(field, { S: text });

        expect(row).toMatch(RFC_3339);
        // A row of its own text stays as it is.
        expect(taken(field, { S: row })).toBe(row);
        expect(BigInt(Date.parse(row))).toBe(since1970(nanoseconds, 'millis'));
        expect(columnOf(row)).toBe(since1970(nanoseconds, 'micros'));
        expect(columnOf(text)).toBe(since1970(nanoseconds, 'micros'));
      }),
      { numRuns: 300 },
    );
  },
);

test('two spellings are equal in a filter if they are one instant, and only then', () => {
  fc.assert(
    fc.property(anySpelling, anySpelling, (one, other) => {
      const [a, b] = [one, other].map(({ nanoseconds }) => since1970(nanoseconds, 'micros'));
      const row = { it: taken(field, { S: one.text }) };

      expect(matches(where(thing, { it: one.text }), row)).toBe(true);
      expect(matches(where(thing, { it: other.text }), row)).toBe(a === b);
    }),
  );
});

test('seconds and milliseconds since 1970 are that instant', () => {
  const number = fc.record({
    whole: fc.integer({ min: -6e10, max: 2e11 }),
    digits: fc.integer({ min: 0, max: 999_999 }),
  });

  fc.assert(
    fc.property(number, ({ whole, digits }) => {
      const text = `${whole}.${String(digits).padStart(6, '0')}`;
      // Minus 3.5 lies before minus 3.
      const micros = BigInt(whole) * 1_000_000n + BigInt(whole < 0 ? -digits : digits);

      expect(columnOf(taken(epochSeconds(), { N: text }))).toBe(micros);
      expect(columnOf(taken(epochMilliseconds(), { N: `${whole}` }))).toBe(BigInt(whole) * 1000n);
    }),
  );
});

test('a local time is an instant at which the clocks of its zone show it', () => {
  const zones = [
    'Europe/Paris',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Africa/Casablanca',
    'UTC',
    'Pacific/Apia',
  ];
  const instants = fc.integer({ min: Date.parse('1975-01-01') / 1000, max: Date.parse('2037-01-01') / 1000 });
  const clocks = new Map(
    zones.map((timeZone) => [
      timeZone,
      new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
    ]),
  );

  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, (zone, seconds) => {
      const shownAt = (ms: number): string => clocks.get(zone)?.format(ms) ?? '';
      const local = shownAt(seconds * 1000);
      const [earlier, later] = (['earlier', 'later'] as const).map((overlap) =>
        Date.parse(taken(localTimestamp({ zone, overlap }), { S: local })),
      );

      expect(shownAt(earlier ?? NaN)).toBe(local);
      expect(shownAt(later ?? NaN)).toBe(local);
      expect([earlier, later]).toContain(seconds * 1000);
      expect(earlier).toBeLessThanOrEqual(later ?? NaN);
    }),
    { numRuns: 500 },
  );
});
