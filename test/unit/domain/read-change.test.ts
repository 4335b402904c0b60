import { expect, test } from 'vitest';
import { film } from '../../fixtures/shop/entities.ts';
import { where } from '../../../shared/domain/definition/where.ts';
import { absenceOf, readFor, snapshotOf } from '../../../shared/domain/change/read-change.ts';
import { takingReads } from '../../../shared/domain/consumers/takes-reads.ts';

const readAt = Date.parse('2026-11-23T18:00:00.123Z');
const read = { entity: 'film', key: 'f1', readAt };
const comedy = { id: 'f1', genre: 'Comedy' };
const cause = 'backfill';

test('a row that was read carries the time just before its read, and why', () => {
  expect(snapshotOf({ ...read, row: comedy }, { cause })).toMatchObject({
    operation: 'snapshot',
    entity: 'film',
    key: 'f1',
    at: '2026-11-23T18:00:00.123Z',
    after: comedy,
    cause: 'backfill',
  });
});

test('the same read has the same id however often it is sent; another read, or a repair, has another', () => {
  const { id } = absenceOf(read, { cause });

  expect(absenceOf(read, { cause }).id).toBe(id);
  const others = [
    absenceOf(read, { cause: 'repair' }),
    absenceOf({ ...read, readAt: readAt + 1 }, { cause }),
    absenceOf({ ...read, key: 'f2' }, { cause }),
    snapshotOf({ ...read, row: comedy }, { cause }),
  ];
  expect(new Set([id, ...others.map((other) => other.id)]).size).toBe(5);
});

test('a repair says which marks it was made against, and which position it contains', () => {
  const contains = 'g/0000000000000000000000000000000000000007';
  const replaces = { position: contains, at: 1 } as const;

  expect(absenceOf(read, { cause: 'repair', contains, replaces })).toMatchObject({ contains, replaces });
});

test('to a consumer that sees comedies, a row that is none is an absence', () => {
  const filters = { film: where(film, { genre: 'Comedy' }) };

  expect(readFor(filters, { ...read, row: comedy }, { cause }).operation).toBe('snapshot');
  expect(readFor(filters, { ...read, row: { ...comedy, genre: 'Drama' } }, { cause }).operation).toBe('absent');
  expect(readFor(undefined, { ...read, row: { ...comedy, genre: 'Drama' } }, { cause }).operation).toBe('snapshot');
  expect(readFor(undefined, read, { cause }).operation).toBe('absent');
});

test('a consumer with side effects takes no reads', () => {
  const mail = { type: 'function', name: 'mail', entities: [film], handler: 'h.ts', sideEffects: true } as const;

  expect(() => takingReads(mail)).toThrow(expect.objectContaining({ code: 'HW_READS_REFUSED' }) as Error);
  expect(takingReads({ ...mail, sideEffects: false }).name).toBe('mail');
});
