import fc from 'fast-check';
import { expect, test } from 'vitest';
import { film } from '../../fixtures/shop/entities.ts';
import type { Change } from '../../../shared/domain/change/change.ts';
import type { ChangeEventDetail } from '../../../shared/domain/change/event.ts';
import { packChanges, tooLarge } from '../../../shared/domain/change/pack.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';

const entities = new Map([['film', film]]);

interface ChangeOptions {
  readonly secondsLater?: number;
  readonly title?: string;
  readonly operation?: 'created' | 'deleted';
}

function change(
  sequence: number,
  { secondsLater = 0, title = 'x', operation = 'created' }: ChangeOptions = {},
): Change {
  const base = {
    id: `e${sequence}`,
    entity: 'film',
    key: `f${sequence}`,
    position: positionOf('g', String(sequence)),
    at: new Date(Date.UTC(2026, 10, 23, 18, 0, secondsLater)).toISOString().replace('.000', ''),
  };
  return operation === 'created' ? { ...base, operation, after: { title } } : { ...base, operation, before: { title } };
}

test('changes of one entity and operation travel in one event that says when the oldest happened', () => {
  const packs = packChanges('headwater.shop', entities, [
    change(1, { secondsLater: 5 }),
    change(2),
    change(3, { operation: 'deleted' }),
  ]);

  expect(packs.map(({ event }) => [event.detailType, event.time, event.size])).toEqual([
    ['film.created', '2026-11-23T18:00:00Z', 2],
    ['film.deleted', '2026-11-23T18:00:00Z', 1],
  ]);
});

test('a pack spans at most 60 seconds of source time', () => {
  const packs = packChanges('s', entities, [
    change(1),
    change(2, { secondsLater: 60 }),
    change(3, { secondsLater: 61 }),
  ]);

  expect(packs.map(({ event }) => event.size)).toEqual([2, 1]);
});

test('changesPerEvent of 1 turns packing off', () => {
  const packs = packChanges('s', new Map([['film', { ...film, changesPerEvent: 1 }]]), [change(1), change(2)]);

  expect(packs.map(({ event }) => event.size)).toEqual([1, 1]);
});

test('every change travels exactly once, in order, within 64 KB unless it stands alone', () => {
  const titles = fc.array(fc.string({ unit: 'binary', maxLength: 30_000 }), { maxLength: 40 });
  fc.assert(
    fc.property(titles, (list) => {
      const changes = list.map((title, index) => change(index, { title }));

      const packs = packChanges('s', entities, changes);

      const travelled = packs.flatMap(({ event }) => (JSON.parse(event.detail) as ChangeEventDetail).changes);
      expect(travelled.map(({ id }) => id)).toEqual(changes.map(({ id }) => id));
      expect(travelled).toEqual(
        changes.map(({ entity: _e, operation: _o, ...rest }) => JSON.parse(JSON.stringify(rest)) as unknown),
      );
      for (const { event } of packs)
        if (event.size > 1) expect(Buffer.byteLength(event.detail)).toBeLessThanOrEqual(65_536);
    }),
    { numRuns: 30 },
  );
});

test('characters that a queue refuses travel as escapes', () => {
  const [pack] = packChanges('s', entities, [change(1, { title: 'a\uFFFFb\uFFFE' })]);

  expect(pack?.event.detail).not.toMatch(/[\uFFFE\uFFFF]/);
  expect(JSON.parse(pack?.event.detail ?? '')).toMatchObject({ changes: [{ after: { title: 'a\uFFFFb\uFFFE' } }] });
});

test('a change beyond 1 MB is named', () => {
  const [pack] = packChanges('s', entities, [change(1, { title: '\u0001'.repeat(200_000) })]);

  expect(pack && tooLarge(pack)).toMatchObject({
    code: 'HW_EVENT_TOO_LARGE',
    message: expect.stringContaining('film f1') as unknown,
  });
});
