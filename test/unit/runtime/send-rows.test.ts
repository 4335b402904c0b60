import { expect, test } from 'vitest';
import config from '../../fixtures/shop/headwater.config.ts';
import { MemoryPublisher } from '../../../shared/adapters/memory/change-publisher.ts';
import { MemoryClaimStore } from '../../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import { tableOf } from '../../../shared/domain/definition/lookup.ts';
import { where } from '../../../shared/domain/definition/where.ts';
import { viewOf } from '../../../shared/domain/change/view.ts';
import { film } from '../../fixtures/shop/entities.ts';
import { sendRows, type RowTarget } from '../../../shared/runtime/send-rows.ts';
import type { SourceRow } from '../../../shared/ports/item-source.ts';

const readAt = Date.parse('2026-11-23T18:00:00Z');
const row = (entity: string, key: string, genre = 'Comedy'): SourceRow => {
  return { status: 'row', entity, key, row: { id: key, genre }, readAt };
};
const unfit: SourceRow = {
  status: 'rejected',
  entity: 'film',
  key: 'f9',
  reason: { code: 'HW_ROW_INVALID', message: 'film f9: /title' },
  keys: { pk: { S: 'FILM#f9' }, sk: { S: 'FILM' } },
};
const unknown: SourceRow = { status: 'rejected', key: 'x', reason: { code: 'HW_ENTITY_UNKNOWN', message: 'x' } };

function scene(target: Partial<RowTarget> = {}) {
  const publisher = new MemoryPublisher();
  const rejected = new MemoryDeadLetters();
  const targets = [{ table: tableOf(config, 'shop'), publisher, claims: new MemoryClaimStore(), ...target }];
  const send = (rows: readonly SourceRow[], entities = ['film', 'stock'], timeLeft = () => 1_000) =>
    sendRows(rows, { targets, entities: new Set(entities), rejected, timeLeft });
  return { send, publisher, rejected };
}

test('rows travel as snapshots, packed, each with the time of its read', async () => {
  const { send, publisher } = scene();

  expect(await send([row('film', 'f1'), row('film', 'f2'), row('stock', 's1')])).toEqual({ sent: 3, rejected: 0 });

  expect(publisher.published.map(({ detailType, size }) => [detailType, size])).toEqual([
    ['film.snapshot', 2],
    ['stock.snapshot', 1],
  ]);
  expect(publisher.published[0]?.detail).toContain('"at":"2026-11-23T18:00:00.000Z","cause":"backfill"');
});

test('what fits no schema lies in the rejected queue by its key, without the item', async () => {
  const { send, rejected } = scene();

  expect(await send([unfit, row('film', 'f1')])).toEqual({ sent: 1, rejected: 1 });

  expect(rejected.letters).toMatchObject([
    { stage: 'backfill', entity: 'film', key: 'f9', reason: { code: 'HW_ROW_INVALID' } },
  ]);
  expect(rejected.letters[0]?.payload).toEqual({
    eventName: 'READ',
    dynamodb: { Keys: { pk: { S: 'FILM#f9' }, sk: { S: 'FILM' } } },
    redacted: 'images',
  });
});

test('rows of other entities are passed over', async () => {
  const { send, rejected } = scene();

  expect(await send([row('film', 'f1'), row('stock', 's1'), unfit], ['stock'])).toEqual({ sent: 1, rejected: 0 });
  expect(rejected.letters).toEqual([]);
});

test('an item that no entity recognises is told', async () => {
  const { send } = scene();

  expect(await send([unknown])).toEqual({ sent: 0, rejected: 1 });
});

test('a consumer gets only what it sees', async () => {
  const { send } = scene({ view: viewOf({ film: where(film, { genre: 'Comedy' }) }), entities: new Set(['film']) });

  expect(await send([row('film', 'f1'), row('film', 'f2', 'Drama'), row('stock', 's1')])).toEqual({
    sent: 1,
    rejected: 0,
  });
});

test('what is not accepted in time is an error: nothing of the page may count as sent', async () => {
  const { send } = scene();

  await expect(send([row('film', 'f1')], ['film'], () => 0)).rejects.toMatchObject({ code: 'HW_PUBLISH_FAILED' });
});
