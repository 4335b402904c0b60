import { expect, test } from 'vitest';
import { nothingSwept, sweep, type HeldKey } from '../../../../operations/backfill/sweep.ts';
import { ReadRate } from '../../../../operations/backfill/read-rate.ts';
import { film } from '../../../fixtures/shop/entities.ts';
import { MemoryItemSource } from '../../../../shared/adapters/memory/item-source.ts';
import type { Change, SeenMarks } from '../../../../shared/domain/change/change.ts';
import { where } from '../../../../shared/domain/definition/where.ts';
import type { Filters } from '../../../../shared/domain/filter/filter.ts';

const SINCE = 1_000_000;
const NOW = SINCE + 10_000;

async function swept(held: Readonly<Record<string, SeenMarks & { deleted?: true }>>, filters?: Filters) {
  const source = new MemoryItemSource(() => NOW);
  const add = (key: string, genre: string) =>
    source.rows.set(key, { status: 'row', entity: 'film', key, row: { id: key, genre }, readAt: 0 });
  add('comedy', 'Comedy');
  add('drama', 'Drama');
  source.rows.set('unfit', {
    status: 'rejected',
    entity: 'film',
    key: 'unfit',
    reason: { code: 'HW_ROW_INVALID', message: '' },
  });
  const sent: Change[] = [];
  const counts = nothingSwept();
  const documents = Object.entries(held).map(([key, { deleted = false, ...marks }]): HeldKey => {
    return { key, marks: { ...marks, deleted } };
  });
  await sweep({
    entity: 'film',
    documents: arriving(documents),
    source,
    rate: new ReadRate({ most: 1e9 }),
    filters,
    since: SINCE,
    send: (changes) => Promise.resolve(void sent.push(...changes)),
    counts,
    signal: new AbortController().signal,
    now: () => NOW,
  });
  return { counts, told: sent.map(({ operation, key }) => `${operation} ${key}`), sent };
}

async function* arriving(documents: readonly HeldKey[]): AsyncIterable<HeldKey> {
  for (const document of documents) yield await Promise.resolve(document);
}

test('a stranger is hidden by an absence with the time of its read; a row that is there is sent', async () => {
  const { told, sent, counts } = await swept({ comedy: { at: 5 }, stranger: { at: 5 }, unmarked: {} });

  expect(told.toSorted()).toEqual(['absent stranger', 'absent unmarked', 'snapshot comedy']);
  expect(sent[1]).toMatchObject({ at: new Date(NOW).toISOString(), cause: 'backfill' });
  expect(counts).toMatchObject({ documents: 3, checked: 3, hidden: 2, present: 1, examples: ['stranger', 'unmarked'] });
});

test('what the scan or a change since has brought is not read again, nor is a tombstone', async () => {
  const { counts } = await swept({
    a: { snapshotAt: SINCE },
    b: { at: SINCE + 1 },
    c: { at: 5, deleted: true },
    d: { position: 'g/1', at: 3, snapshotAt: NOW },
  });

  expect(counts).toMatchObject({ documents: 3, checked: 0, hidden: 0 });
});

test('a time in the future proves nothing, and neither does one just before the scan', async () => {
  const { counts } = await swept({ a: { snapshotAt: NOW + 3_600_000 }, b: { at: SINCE - 1 } });

  expect(counts.hidden).toBe(2);
});

test('a row that the filter does not let in is an absence to that consumer', async () => {
  const filters = { film: where(film, { genre: 'Comedy' }) };

  expect((await swept({ drama: {}, comedy: {} }, filters)).told).toEqual(['absent drama', 'snapshot comedy']);
});

test('an item that fits no schema leaves the store alone, and so does a hashed key', async () => {
  const { told, counts } = await swept({ unfit: {}, '~hashed': {} });

  expect(told).toEqual([]);
  expect(counts).toMatchObject({ checked: 2, rejected: 1, unreadable: 1, hidden: 0 });
});

test('many keys are read in batches, none is left over', async () => {
  const held = Object.fromEntries(Array.from({ length: 1_234 }, (_, index) => [`s${index}`, {}]));

  expect((await swept(held)).counts).toMatchObject({ documents: 1_234, checked: 1_234, hidden: 1_234 });
});
