/** Positions that no stream gave, in events and in documents. Repair voids the events and restores the documents' marks. */
import { alter, streamLabel, untilBuffersAreEmpty, type Source } from './by-hand.ts';
import { REPAIR, type Damage, type Place } from './damages.ts';
import { filmChange, putOnBus, type ForgedEvent } from './forged-event.ts';

const TOP = '9'.repeat(40);
const LOW = '1'.padStart(40, '0');

interface Forgery {
  readonly operation: ForgedEvent['operation'];
  /** Undefined: that of the table's stream. */
  readonly label?: string;
  readonly number: string;
  readonly at?: string;
}

/** Puts it on the bus for the place's film, and waits until every consumer has had it. */
async function forge({ cloud, stores, key }: Place, { operation, label, number, at }: Forgery): Promise<void> {
  const position = `${label ?? (await streamLabel(stores))}/${number}`;
  const { after, ...change } = filmChange({ id: `${operation}-${key}`, key, position, price: 1 });
  const rows = operation === 'deleted' ? { before: after } : { after };
  await putOnBus(cloud, { operation, changes: [{ ...change, ...(at !== undefined && { at }), ...rows }] });
  await untilBuffersAreEmpty(cloud);
}

function forged(name: string, forgery: Forgery): Damage {
  return { name, damage: (place) => forge(place, forgery), remedy: REPAIR };
}

/** The document's row stays right. The letter that comes late is older than it. */
function withMarks(name: string, change: (marks: Source) => Source): Damage {
  return {
    name,
    damage: ({ stores, key }) =>
      alter(stores, key, (source) => ({ ...source, _sync: change(source['_sync'] as Source) })),
    remedy: REPAIR,
    late: (place) => forge(place, { operation: 'created', number: LOW }),
  };
}

const lowered = (position: unknown): string => String(position).replace(/\d{40}$/, LOW);

export const POSITION_DAMAGES: readonly Damage[] = [
  forged('an event has a position that is too high', { operation: 'created', number: TOP }),
  forged('a deletion has a position that is too high', { operation: 'deleted', number: TOP }),
  forged("an event has a label above the table's stream", {
    operation: 'created',
    label: '2099-01-01T00:00:00.000',
    number: LOW,
  }),
  forged('an event has a time to come', { operation: 'created', number: TOP, at: '2099-01-01T00:00:00Z' }),
  withMarks("a document's position is lowered", ({ p, ...marks }) => ({ ...marks, p: lowered(p) })),
  withMarks("a document's position is lost", ({ p: _, ...marks }) => marks),
  withMarks("a document's time is lowered", ({ at, ...marks }) => ({ ...marks, at: Number(at) - 3_600_000 })),
  {
    name: "a document's marks are lowered, and its row is altered",
    damage: ({ stores, key }) =>
      alter(stores, key, ({ _sync, ...row }) => {
        const { p, ...marks } = _sync as Source;
        return { ...row, price: 778, _sync: { ...marks, p: lowered(p) } };
      }),
    remedy: REPAIR,
    late: (place) => forge(place, { operation: 'created', number: LOW }),
  },
];
