/** What a consumer's queue may bring: whole changes of the film shop, and what can be wrong with one of them or with its event. */
import fc from 'fast-check';
import { deepJsonText } from '../../shared/domain/row/deep-json.ts';
import type { Operation } from '../../shared/domain/change/change.ts';
import { positionOf } from '../../shared/domain/change/position.ts';

export const OPERATIONS: readonly Operation[] = ['created', 'updated', 'deleted', 'snapshot', 'absent'];

const row = (id: string) => ({ id, title: 'A film', releaseDate: '1999-01-01', price: 4.99 });
const marks = { position: positionOf('g', '1'), at: 1, snapshotAt: 2 };

/** A whole change of each operation, as a bus carries it: every field that a change may have. */
export function packed(operation: Operation, key: string): Record<string, unknown> {
  const base = { id: `e-${key}`, key, at: '2026-11-23T18:00:00Z' };
  const stream = { ...base, position: positionOf('2026-11-01T09:00:00.000', '7'), beforeRejected: true };
  switch (operation) {
    case 'created':
      return { ...stream, after: row(key) };
    case 'updated':
      return { ...stream, after: row(key), before: { price: 1 }, changed: ['price'] };
    case 'deleted':
      return { ...stream, before: row(key), cause: 'expired' };
    case 'snapshot':
      return { ...base, after: row(key), cause: 'repair', contains: positionOf('g', '2'), replaces: marks };
    case 'absent':
      return { ...base, cause: 'repair', contains: positionOf('g', '2'), replaces: marks };
  }
}

export function nested(depth: number, leaf: unknown, list: boolean): unknown {
  let value = leaf;
  for (let level = 0; level < depth; level += 1) value = list ? [value] : { n: value };
  return value;
}

/** Node's main thread writes JSON of 4,400 levels, a worker of 17,700. It takes long and is rare here: the walk over all fields has it. */
const depths = fc.oneof(
  { arbitrary: fc.constant(20_000), weight: 1 },
  { arbitrary: fc.constantFrom(38, 39, 40, 41, 42, 200), weight: 99 },
);

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, 5, -1, 1e308, '', 'x', ' ', [], {}, [5], [null], { a: 5 }, '2026', 'now'),
  fc.constantFrom<unknown>('k'.repeat(600), 'claims/x', { key: 'claims/x', bytes: 1, sha256: 'x' }, '\uFFFE', '\u0000'),
  fc.record({ deep: depths, list: fc.boolean() }),
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
);

const FIELDS = ['id', 'key', 'at', 'cause', 'position', 'beforeRejected', 'after', 'before', 'changed', 'contains'];
const NAMES = [...FIELDS, 'replaces', 'claim', 'entity', 'operation', 'other', '__proto__', 'constructor', 'toJSON'];
const ROW_NAMES = ['id', 'title', 'price', 'releaseDate', 'imdbVotes', 'other', '__proto__', 'toJSON'];
const EVENT_NAMES = [
  'version',
  'id',
  'source',
  'detail-type',
  'time',
  'detail',
  'replay-name',
  'resources',
  '__proto__',
];
const DETAIL_NAMES = ['schema', 'changes', 'other', '__proto__'];

/** A field of a change, or of its row, or the whole of it. */
export const changeDamages = fc.oneof(
  fc.record({ at: fc.constant('change' as const), name: fc.constantFrom(...NAMES), value: odd }),
  fc.record({ at: fc.constant('missing' as const), name: fc.constantFrom(...FIELDS), value: fc.constant(null) }),
  fc.record({ at: fc.constant('row' as const), name: fc.constantFrom(...ROW_NAMES), value: odd }),
  fc.record({ at: fc.constant('whole' as const), name: fc.constant(''), value: odd }),
);

/** A field of the event, or of its detail, or the whole message. */
export const eventDamages = fc.oneof(
  fc.record({ at: fc.constant('event' as const), name: fc.constantFrom(...EVENT_NAMES), value: odd }),
  fc.record({ at: fc.constant('detail' as const), name: fc.constantFrom(...DETAIL_NAMES), value: odd }),
  fc.record({ at: fc.constant('message' as const), name: fc.constant(''), value: odd }),
);

type Of<Arbitrary> = Arbitrary extends fc.Arbitrary<infer T> ? T : never;
export type Damage = Of<typeof changeDamages> | Of<typeof eventDamages>;

/** Whether it is the event that is damaged, and not one change of it. */
export function isOfEvent({ at }: Damage): boolean {
  return at === 'event' || at === 'detail' || at === 'message';
}

/** What is too deep for fast-check to print is made from its depth. */
function valueOf(value: unknown): unknown {
  const { deep: depth, list } = (typeof value === 'object' && value !== null ? value : {}) as {
    deep?: unknown;
    list?: unknown;
  };
  return typeof depth === 'number' && typeof list === 'boolean' ? nested(depth, 'x', list) : value;
}

/** `fromEntries` sets `__proto__` as a field like any other. */
function withField(holder: object, name: string, value: unknown): Record<string, unknown> {
  return Object.fromEntries([...Object.entries(holder).filter(([field]) => field !== name), [name, value]]);
}

export function damagedChange(change: Record<string, unknown>, { at, name, value: drawn }: Damage): unknown {
  const value = valueOf(drawn);
  switch (at) {
    case 'whole':
      return value;
    case 'missing':
      return Object.fromEntries(Object.entries(change).filter(([field]) => field !== name));
    case 'change':
      return withField(change, name, value);
    case 'row': {
      const holder = 'after' in change ? 'after' : 'before';
      return { ...change, [holder]: withField(change[holder] ?? {}, name, value) };
    }
    case 'event':
    case 'detail':
    case 'message':
      return change;
  }
}

/** A queue message's body. */
export function bodyOf(operation: Operation, changes: readonly unknown[], damage?: Damage): string {
  const detail = { schema: 'film@1', changes };
  const envelope = { source: 'headwater.shop', 'detail-type': `film.${operation}`, time: '2026-11-23T18:00:00Z' };
  const event = { ...envelope, detail };
  if (damage === undefined || !isOfEvent(damage)) return deepJsonText(event);
  const value = valueOf(damage.value);
  if (damage.at === 'message') return typeof value === 'string' ? value : deepJsonText(value);
  if (damage.at === 'event') return deepJsonText(withField(event, damage.name, value));
  return deepJsonText({ ...event, detail: withField(detail, damage.name, value) });
}
