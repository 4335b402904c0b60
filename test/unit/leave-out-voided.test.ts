/** Voided changes that come again are kept away from a store. */
import { expect, test } from 'vitest';
import { createMemorySearchStore } from '../../shared/adapters/memory/search-store.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import type { VoidedChange } from '../../shared/domain/change/voided.ts';
import { leaveOutVoided } from '../../shared/runtime/leave-out-voided.ts';

const film = defineEntity({ name: 'film', recognise: 'every-item', fields: { id: keyword() } });
const MINUTE = 60_000;

function created(id: string, sequence: string, key = 'k'): Change {
  const moment = { id, entity: 'film', key, at: '2026-11-24T11:00:00.000Z' };
  return { ...moment, operation: 'created', position: positionOf('g', sequence), after: { id } };
}

async function open() {
  const store = createMemorySearchStore();
  await store.prepare([film]);
  const record: VoidedChange[] = [];
  const world = { store, record, asked: 0, fails: false, unknown: 0, now: 0 };
  const of = () => {
    world.asked += 1;
    return world.fails ? Promise.reject(new Error('no')) : Promise.resolve([...record]);
  };
  const apply = leaveOutVoided({ of }, (changes) => store.apply(changes), {
    onUnknown: () => void (world.unknown += 1),
    now: () => world.now,
  });
  const void_ = ({ id, position }: Change & { position?: unknown }) =>
    void record.push({ id, key: 'k', position, at: '', reason: '', object: '', voidedAt: '' } as VoidedChange);
  return { world, apply, void_ };
}

test('what was voided is suppressed, its neighbours and a real change of the same id are applied', async () => {
  const { world, apply, void_ } = await open();
  const forged = created('e1', '9999');
  void_(forged);

  const outcomes = await apply([forged, created('e1', '1'), created('e2', '1', 'other'), forged]);

  expect(outcomes.map(({ status }) => status)).toEqual(['suppressed', 'applied', 'applied', 'suppressed']);
  expect((await world.store.get('film', 'k'))?.marks.position).toBe(positionOf('g', '1'));
});

test('the record is asked once a minute; what cannot be read leaves what is known', async () => {
  const { world, apply, void_ } = await open();
  const forged = created('e1', '9999');
  await apply([created('e2', '1')]);
  void_(forged);
  world.now += MINUTE;
  expect(await apply([forged])).toMatchObject([{ status: 'suppressed' }]);
  expect(await apply([forged])).toMatchObject([{ status: 'suppressed' }]);
  expect(world.asked).toBe(2);

  world.fails = true;
  world.now += MINUTE;

  expect(await apply([forged, created('e3', '2')])).toMatchObject([{ status: 'suppressed' }, { status: 'applied' }]);
  expect(world.unknown).toBe(1);
});
