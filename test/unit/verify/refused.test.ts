/** A row that its store takes no such row of is no missing one: verify says why, and repair does not send it again and again. */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { describeVerification } from '../../../cli/output/verification.ts';
import { copiedRows } from '../../../shared/adapters/duckdb/copied-row.ts';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { timestamp } from '../../../shared/domain/definition/fields.ts';
import type { Row } from '../../../shared/domain/row/json.ts';
import type { Reason } from '../../../shared/domain/delivery/reason.ts';
import { wide, wideRow } from '../../property/wide-rows.ts';
import { at, NOW, seen, shop, type Shop } from './shop.ts';

let world: Shop;
beforeEach(() => {
  world = shop();
});

const reason: Reason = { code: 'HW_SEARCH_REJECTED', message: 'film "k" does not fit the index: n', field: '/n' };
const unfit = (_: string, row: Row): Reason | undefined => (row['n'] === 'bad' ? reason : undefined);

test('a row that would be refused is counted and named with its reason, missing or an older one', async () => {
  world.row('a', { n: 'bad' });
  world.row('b', { n: 'bad' });
  world.document('b', { n: 1 }, seen(1));
  world.history.set('b', { position: at(2), at: NOW - 86_400_000, operation: 'updated' });
  world.row('c', {});
  world.row('d', { n: 'bad' });
  world.document('d', { n: 'bad' });

  const { result, differences } = await world.verify({ unfit });

  expect(differences).toMatchObject([
    { key: 'a', kind: 'refused', also: 'missing', reason },
    { key: 'b', kind: 'refused', also: 'stale', reason, fields: ['n'] },
    { key: 'c', kind: 'missing' },
  ]);
  expect(result).toMatchObject({ inStep: false });
  expect(result.copies).toMatchObject([
    {
      rows: 4,
      equal: 1,
      kinds: { missing: 1, refused: 2 },
      refusals: [{ code: 'HW_SEARCH_REJECTED', field: '/n', rows: 2 }],
    },
  ]);
  expect(describeVerification(result)).toContain('search film a: missing, would be rejected: film "k" does not fit');
});

test('repair does not send what is known to be refused, nor what the store says it would refuse', async () => {
  world.row('a', { n: 'bad' });
  world.row('b', { n: 2 });
  world.row('c', { n: 3 });
  const asked: string[] = [];

  const plan = await world.planRepair(['a', 'b', 'c'], {
    unfit,
    refusals: (changes) => {
      asked.push(...changes.map(({ key }) => key));
      return Promise.resolve(new Map([['b', reason]]));
    },
  });

  expect(asked).toEqual(['b', 'c']);
  expect(plan.refused).toMatchObject([
    { key: 'a', kind: 'refused', also: 'missing', reason },
    { key: 'b', kind: 'refused', also: 'missing', reason },
  ]);
  expect(plan.mendings.map(({ change }) => change.key)).toEqual(['c']);
});

test('a row in step is refused by nobody, whatever would be said of it', async () => {
  world.row('a', { n: 'bad' });
  world.document('a', { n: 'bad' });

  expect((await world.planRepair(['a'], { unfit })).inStep).toEqual(['a']);
  expect((await world.verify({ unfit })).result.inStep).toBe(true);
});

test('the analytics copy tells which row does not fit its columns', () => {
  const event = defineEntity({ name: 'event', recognise: 'every-item', fields: { ts: timestamp() } });
  const rows = copiedRows(event);

  expect(rows.unfit('k', { ts: 'no time' })).toMatchObject({ code: 'HW_ROW_INVALID', field: '/ts' });
  expect(rows.ofTable({ ts: 'no time' })).toBeUndefined();
});

test('a row as the copy holds it fits, too', { timeout: 60_000 }, () => {
  const rows = copiedRows(wide);
  fc.assert(
    fc.property(wideRow, ({ value }) => {
      const copied = rows.ofTable(value);
      expect(copied && rows.unfit('k', copied)).toBeUndefined();
    }),
    { numRuns: 30 },
  );
});
