import { beforeEach, describe, expect, test } from 'vitest';
import { film } from '../../fixtures/shop/entities.ts';
import { where } from '../../../shared/domain/definition/where.ts';
import type { Progress } from '../../../shared/runtime/verify/verify.ts';
import { at, NOW, seen, shop, type Shop } from './shop.ts';

let world: Shop;
beforeEach(() => {
  world = shop();
});

const DAY = 86_400_000;

describe('table and store', () => {
  test('are in step when every row has its equal, whatever the order of fields', async () => {
    world.row('b', { id: 'b', n: 1 });
    world.row('a', { id: 'a', list: [{ x: 1, y: 2 }] });
    world.document('a', { list: [{ y: 2, x: 1 }], id: 'a' });
    world.document('b', { n: 1, id: 'b' });
    world.document('gone', {}, seen(1, { deleted: true }));

    const { result } = await world.verify();

    expect(result).toMatchObject({ inStep: true, decided: true, copies: [{ rows: 2, equal: 2, differences: 0 }] });
  });

  test('name what is missing, extra and different, with its fields', async () => {
    world.row('a', { n: 1, m: 2 });
    world.document('a', { n: 2, k: 1 });
    world.row('b', {});
    world.document('b', {}, seen(1, { deleted: true }));
    world.row('c', {});
    world.document('d', {});

    const { result, differences } = await world.verify();

    expect(result.inStep).toBe(false);
    expect(differences).toMatchObject([
      { key: 'a', kind: 'different', fields: ['k', 'm', 'n'] },
      { key: 'b', kind: 'missing' },
      { key: 'c', kind: 'missing' },
      { key: 'd', kind: 'extra' },
    ]);
    expect(result.copies).toMatchObject([{ rows: 3, equal: 0, kinds: { missing: 2, different: 1, extra: 1 } }]);
  });

  test('rows outside the filter of the subscription belong in no copy', async () => {
    for (const [key, genre] of Object.entries({ a: 'Comedy', b: 'Drama', c: 'Drama' })) world.row(key, { genre });
    world.document('a', { genre: 'Comedy' });
    world.document('b', { genre: 'Drama' });

    const { result } = await world.verify({ filter: where(film, { genre: 'Comedy' }) });

    expect(result).toMatchObject({
      copies: [{ rows: 1, equal: 1, differences: 1 }],
      examples: [{ key: 'b', kind: 'extra' }],
    });
  });

  test('what was before a rejected item stays until that is mended', async () => {
    const reason = { code: 'HW_ROW_INVALID', message: 'film x: /title must be string' } as const;
    world.table.rows.set('x', { status: 'rejected', entity: 'film', key: 'x', reason });

    expect((await world.verify()).result).toMatchObject({ inStep: true, copies: [{ rejected: 1 }] });
    world.document('x', {});
    expect((await world.verify()).result).toMatchObject({ inStep: true, copies: [{ rows: 0, rejected: 1 }] });
  });

  test('all differences are counted, and the first kept as examples', async () => {
    for (let n = 0; n < 3_000; n += 1) world.row(`k${n}`, {});

    const { result, differences } = await world.verify({ examples: 5 });

    expect(differences).toHaveLength(3_000);
    expect(result.examples).toHaveLength(5);
  });
});

test.each([{}, { sample: 3 }])(
  'whoever shows how far it is counts the differences of the keys that it counts (%o)',
  async (extent) => {
    for (const key of ['a', 'b', 'c']) world.row(key, {});
    const shown: [looked: number, differences: number][] = [];
    const onProgress = ({ step, looked, differences }: Progress): void => {
      if (step === 'look') shown.push([looked, differences]);
    };

    await world.verify({ ...extent, onProgress });

    expect(shown.length).toBeGreaterThan(0);
    for (const [looked, differences] of shown) expect(differences).toBe(looked);
  },
);

describe('what the history tells', () => {
  test('an older row is stale, one that the newest change did not leave is different', async () => {
    for (const key of ['old', 'altered']) {
      world.row(key, { n: 2 });
      world.document(key, { n: 1 }, seen(key === 'old' ? 1 : 2));
      world.history.set(key, { position: at(2), at: NOW - DAY, operation: 'updated' });
    }

    expect((await world.verify()).differences).toMatchObject([
      { key: 'old', kind: 'stale', fields: ['n'] },
      { key: 'altered', kind: 'different', fields: ['n'] },
    ]);
  });

  test('a tombstone is missing while an older change could still arrive', async () => {
    world.history.set('young', { position: at(2), at: NOW - DAY / 2, operation: 'deleted' });
    world.history.set('outlived', { position: at(2), at: NOW - 2 * DAY, operation: 'deleted' });

    expect((await world.verify()).differences).toMatchObject([{ key: 'young', kind: 'tombstone-missing' }]);
  });

  test('behind a filter a tombstone is missing only of a row that was in the view, and could come back', async () => {
    const left = { at: NOW - DAY / 4, operation: 'updated' } as const;
    for (const key of ['left', 'never', 'longAgo', 'hidden', 'back'])
      world.history.set(key, { position: at(2), ...left });
    for (const key of ['left', 'never', 'longAgo']) world.row(key, { genre: 'Drama' });
    world.past.push(
      { key: 'left', at: NOW - DAY / 2, row: { genre: 'Comedy' } },
      { key: 'never', at: NOW - DAY / 2, row: { genre: 'Horror' } },
      { key: 'longAgo', at: NOW - 2 * DAY, row: { genre: 'Comedy' } },
      { key: 'hidden', at: NOW - DAY / 2, row: { genre: 'Comedy' } },
      { key: 'back', at: NOW - DAY / 2, row: { genre: 'Comedy' } },
    );
    world.document('hidden', {}, seen(2, { deleted: true }));
    world.row('back', { genre: 'Comedy' });
    world.document('back', { genre: 'Comedy' }, seen(2));

    const { differences } = await world.verify({ filter: where(film, { genre: 'Comedy' }) });

    expect(differences).toMatchObject([{ key: 'left', kind: 'tombstone-missing' }]);
  });

  test.each([
    ['generation', seen(1, { position: at(1, '2027-01-01T00:00:00.000') })],
    ['position', seen(9)],
    ['time', seen(1, { at: NOW + DAY })],
    ['time', { snapshotAt: NOW + DAY, deleted: false }],
  ])('a %s that cannot be real', async (ahead, marks) => {
    world.row('k', { n: 1 });
    world.document('k', { n: 1 }, marks);
    world.history.set('k', { position: at(1), at: NOW - DAY, operation: 'created' });

    expect((await world.verify()).differences).toMatchObject([{ key: 'k', kind: 'position-ahead', ahead }]);
  });

  test('marks that cannot be real, and a row that is wrong as well', async () => {
    world.row('k', { n: 2 });
    world.document('k', { n: 1 }, seen(9));
    world.history.set('k', { position: at(2), at: NOW - DAY, operation: 'updated' });

    const { result, differences } = await world.verify();

    expect(differences).toMatchObject([
      { kind: 'position-ahead', ahead: 'position', also: 'different', fields: ['n'] },
    ]);
    expect(result.copies).toMatchObject([{ rows: 1, equal: 0 }]);
  });
});

describe('changes on their way', () => {
  test('are no drift when they have arrived by the second look', async () => {
    world.row('k', { n: 2 });
    world.document('k', { n: 1 });
    world.duringPauses.push(() => world.document('k', { n: 2 }, seen(2)));

    expect((await world.verify()).result).toMatchObject({ inStep: true, copies: [{ inFlight: 1, equal: 1 }] });
  });

  test('nor while the key goes on moving; what stands still at last is', async () => {
    for (const key of ['settles', 'stuck']) {
      world.row(key, { n: 9 });
      world.document(key, { n: 1 });
    }
    world.duringPauses.push(
      () => ['settles', 'stuck'].forEach((key) => world.document(key, { n: 2 }, seen(2))),
      () => world.document('settles', { n: 9 }, seen(9)),
    );

    const { result, differences } = await world.verify();

    expect(differences).toMatchObject([{ key: 'stuck', kind: 'different' }]);
    expect(result.copies).toMatchObject([{ inFlight: 1, undecided: 0 }]);
  });

  test('a row that is written just before each look is not reported for that', async () => {
    world.row('hot', { n: 1 });
    world.document('hot', { n: 0 });
    // The store stands as it was scanned, and the table has moved since: that says nothing yet.
    world.duringPauses.push(
      () => world.row('hot', { n: 2 }),
      () => world.document('hot', { n: 2 }, seen(2)),
    );

    expect((await world.verify()).result).toMatchObject({ inStep: true, copies: [{ inFlight: 1 }] });
  });

  test('a key that never stands still cannot be told', async () => {
    world.row('k', { n: -1 });
    world.document('k', { n: 0 });
    for (let n = 1; n < 9; n += 1) world.duringPauses.push(() => world.document('k', { n }, seen(n)));

    expect((await world.verify()).result).toMatchObject({ inStep: true, decided: false, copies: [{ undecided: 1 }] });
  });
});

describe('a sample', () => {
  test('finds what is missing and what is extra among what it drew, and says what it excludes', async () => {
    for (let n = 0; n < 400; n += 1) {
      world.row(`k${n}`, { n });
      if (n !== 7) world.document(`k${n}`, { n });
    }
    world.document('stranger', {});

    const { result, differences } = await world.verify({ sample: 500 });

    expect(differences.map(({ key, kind }) => [key, kind])).toEqual(
      expect.arrayContaining([
        ['k7', 'missing'],
        ['stranger', 'extra'],
      ]),
    );
    expect(result.copies[0]?.sample).toMatchObject({
      rows: { sampled: 400, drifted: 1 },
      documents: { sampled: 400, drifted: 1 },
    });
  });
});
