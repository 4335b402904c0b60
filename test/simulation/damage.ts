/** What goes wrong with a document by hand: an old restore, a script of someone's own, a mistake in the console. */
import type { SeenMarks } from '../../shared/domain/change/change.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import type { StoredDocument } from '../../shared/ports/search-store.ts';
import { DAY } from './world/times.ts';
import { labelOf, type World } from './world/world.ts';

export const DAMAGES = [
  'dropped',
  'wrong row',
  'hidden',
  'position ahead',
  'generation ahead',
  'position behind',
  'marks lowered',
  'marks lost',
  'time ahead',
  'read ahead',
] as const;

export type Damage = (typeof DAMAGES)[number];

export async function damage(world: World, entity: string, key: string, how: Damage): Promise<void> {
  const consumer = world.consumers.find(({ store }) => 'damage' in store);
  const stored = await consumer?.store.look(entity, key);
  const { marks, row } = stored ?? { marks: { deleted: false, at: world.now }, row: {} };
  world.owesLook = true;
  world.truth.damaged.add(`${entity}/${key}`);
  world.tell(`${entity} ${key} at ${consumer?.name ?? ''}: ${how}, by hand`);
  consumer?.store.damage?.(entity, key, how === 'dropped' ? undefined : damaged(world, { marks, row }, how));
}

type Document = Pick<StoredDocument, 'row' | 'marks'>;

const WRONG: Row = { title: 'wrong', price: 9 };

function damaged(world: World, { marks, row }: Document, how: Exclude<Damage, 'dropped'>): Document {
  const forged = (some: SeenMarks): Document => ({ row: WRONG, marks: { ...marks, ...some } });
  switch (how) {
    case 'wrong row':
      return { row: WRONG, marks: { ...marks, deleted: false } };
    case 'hidden':
      return { row, marks: { ...marks, deleted: true } };
    case 'position ahead':
      return forged({ position: `${labelOf(world.generation)}/${'9'.repeat(40)}` });
    case 'generation ahead':
      return forged({ position: `${labelOf(9_000)}/${'0'.repeat(40)}` });
    case 'position behind':
      return forged({ position: `${labelOf(0)}/${'0'.repeat(40)}` });
    case 'marks lowered':
      return { row, marks: { ...marks, position: `${labelOf(0)}/${'0'.repeat(40)}` } };
    case 'marks lost':
      return { row, marks: { deleted: marks.deleted } };
    case 'time ahead':
      return forged({ at: world.now + 300 * DAY });
    case 'read ahead':
      return forged({ snapshotAt: world.now + 300 * DAY });
  }
}
