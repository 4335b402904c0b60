/** What every history store does; each store's own test file runs it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { decimal, integer, keyword, optional } from '../../shared/domain/definition/fields.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import type { HistoryStore } from '../../shared/ports/history-store.ts';

export const film = defineEntity({
  name: 'film',
  recognise: { pk: 'FILM#{id}' },
  fields: { id: keyword(), title: keyword(), price: decimal(10, 2), votes: optional(integer()) },
});
export const stock = defineEntity({
  name: 'stock',
  recognise: { pk: 'STOCK#{id}' },
  fields: { id: keyword(), quantity: integer() },
});

/** A stored change, apart from its row. */
export interface StoredChange {
  readonly id: string;
  readonly key: string;
  readonly operation: string;
  readonly position: string | null;
  readonly at: string;
  readonly changed: readonly string[] | null;
  readonly cause: string | null;
}

export interface OpenStore {
  readonly store: HistoryStore;
  /** What a reader of the history finds: each change once, sorted by id. */
  readonly stored: (entity: string) => Promise<readonly StoredChange[]>;
  readonly close: () => Promise<void>;
}

const HOUR_18 = '2026-11-23T18:52:07Z';
const HOUR_19 = '2026-11-23T19:00:00Z';
const ROW: Row = { id: 'f1', title: 'Alien', price: 12.5 };

export function created(id: string, over: Partial<Change & { operation: 'created' }> = {}): Change {
  return {
    entity: 'film',
    operation: 'created',
    id,
    key: id,
    at: HOUR_18,
    position: positionOf('g', String(id.charCodeAt(0))),
    after: { ...ROW, id },
    ...over,
  };
}

/** @param open an empty store of its own for each call. */
export function historyStoreContract(open: (entities: readonly Entity[]) => Promise<OpenStore>): void {
  describe('a history store', () => {
    let opened: OpenStore[] = [];
    const openStore = async (): Promise<OpenStore> => {
      const store = await open([film, stock]);
      opened.push(store);
      return store;
    };
    beforeAll(() => (opened = []));
    afterAll(async () => {
      for (const store of opened) await store.close();
    });

    test('keeps every operation with its bookkeeping', async () => {
      const { store, stored } = await openStore();
      const base = { entity: 'film', key: 'f1', at: HOUR_18 } as const;

      const outcomes = await store.append([
        { ...base, operation: 'created', id: 'a', position: positionOf('g', '1'), after: ROW },
        {
          ...base,
          operation: 'updated',
          id: 'b',
          position: positionOf('g', '2'),
          after: ROW,
          before: { price: 11 },
          changed: ['price'],
        },
        { ...base, operation: 'deleted', id: 'c', position: positionOf('g', '3'), before: ROW, cause: 'expired' },
        { ...base, operation: 'snapshot', id: 'd', at: HOUR_19, after: ROW, cause: 'backfill' },
      ]);

      expect(outcomes).toEqual(Array(4).fill({ status: 'applied' }));
      const plain = { key: 'f1', at: '2026-11-23T18:52:07.000Z', changed: null, cause: null };
      expect(await stored('film')).toEqual([
        { ...plain, id: 'a', operation: 'created', position: positionOf('g', '1') },
        { ...plain, id: 'b', operation: 'updated', position: positionOf('g', '2'), changed: ['price'] },
        { ...plain, id: 'c', operation: 'deleted', position: positionOf('g', '3'), cause: 'expired' },
        { ...plain, id: 'd', operation: 'snapshot', position: null, at: '2026-11-23T19:00:00.000Z', cause: 'backfill' },
      ]);
    });

    test('stores a batch that comes again once', async () => {
      const { store, stored } = await openStore();
      const batch = [created('a'), created('b', { at: HOUR_19 })];

      await store.append(batch);
      const again = await store.append(batch.toReversed());

      expect(again).toEqual([{ status: 'applied' }, { status: 'applied' }]);
      expect(ids(await stored('film'))).toEqual(['a', 'b']);
    });

    test('stores changes that overlapping batches share once', async () => {
      const { store, stored } = await openStore();

      await store.append([created('a'), created('b')]);
      await store.append([created('b'), created('c')]);

      expect(ids(await stored('film'))).toEqual(['a', 'b', 'c']);
    });

    test('stores a change that is in its batch twice once, and says applied for both', async () => {
      const { store, stored } = await openStore();

      const outcomes = await store.append([created('a'), created('a')]);

      expect(outcomes).toEqual([{ status: 'applied' }, { status: 'applied' }]);
      expect(ids(await stored('film'))).toEqual(['a']);
    });

    test('keeps entities apart', async () => {
      const { store, stored } = await openStore();

      await store.append([created('a'), created('a', { entity: 'stock', after: { id: 's', quantity: 3 } })]);

      expect(ids(await stored('film'))).toEqual(['a']);
      expect(ids(await stored('stock'))).toEqual(['a']);
    });

    test('rejects a change of an entity that is not kept, and that one alone', async () => {
      const { store, stored } = await openStore();

      const outcomes = await store.append([created('a'), created('b', { entity: 'poster' }), created('c')]);

      expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'rejected', 'applied']);
      expect(outcomes[1]).toMatchObject({
        reason: { code: 'HW_ENTITY_UNKNOWN', message: expect.stringContaining('poster b') as string },
      });
      expect(ids(await stored('film'))).toEqual(['a', 'c']);
    });

    test('rejects a row that does not fit its columns alone, naming record and field but not the value', async () => {
      const { store, stored } = await openStore();
      const odd = created('b', { after: { ...ROW, price: 'a secret' } });

      const outcomes = await store.append([created('a'), odd, created('c')]);

      expect(outcomes[1]).toEqual({
        status: 'rejected',
        reason: {
          code: 'HW_ROW_INVALID',
          message: 'film b: /price does not fit its analytics column, decimal(10,2)',
          field: '/price',
        },
      });
      expect(ids(await stored('film'))).toEqual(['a', 'c']);
    });

    test('rejects a change without a proper time', async () => {
      const { store } = await openStore();

      const outcomes = await store.append([created('a', { at: 'yesterday' })]);

      expect(outcomes).toMatchObject([{ status: 'rejected', reason: { code: 'HW_EVENT_MALFORMED' } }]);
    });

    test('rejects a change whose position orders nothing', async () => {
      const { store } = await openStore();

      const outcomes = await store.append([created('a', { position: 'g/12' })]);

      expect(outcomes).toMatchObject([{ status: 'rejected', reason: { code: 'HW_EVENT_MALFORMED' } }]);
    });

    test('keeps rows of an older schema that lack a field', async () => {
      const { store, stored } = await openStore();

      const outcomes = await store.append([created('a', { after: { id: 'a' } })]);

      expect(outcomes).toEqual([{ status: 'applied' }]);
      expect(ids(await stored('film'))).toEqual(['a']);
    });

    test('keeps a delete whatever its last row was', async () => {
      const { store, stored } = await openStore();
      const { entity, id, key, at } = created('a');
      const before = { id: 7, price: 'much', title: null };

      const outcomes = await store.append([
        { entity, id, key, at, operation: 'deleted', position: positionOf('g', '1'), before },
      ]);

      expect(outcomes).toEqual([{ status: 'applied' }]);
      expect(ids(await stored('film'))).toEqual(['a']);
    });

    test('takes an empty batch', async () => {
      const { store, stored } = await openStore();

      expect(await store.append([])).toEqual([]);
      expect(await stored('film')).toEqual([]);
    });
  });
}

function ids(changes: readonly StoredChange[]): string[] {
  return changes.map(({ id }) => id);
}
