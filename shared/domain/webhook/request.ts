import { createHash } from 'node:crypto';
import type { Change } from '../change/change.ts';
import { packedChange } from '../change/event.ts';

/** What is posted at once: changes of one entity and one operation, as an event has them. */
export interface WebhookRequest {
  /** The same whenever these changes are sent again. */
  readonly id: string;
  readonly body: string;
  readonly changes: readonly Change[];
}

export interface Requesting {
  /** At most so many changes in a request. */
  readonly changesPerRequest: number;
  /** Entity name -> the version that its rows have. */
  readonly versions: ReadonlyMap<string, number>;
}

/** A request over this has one change: receivers limit what they read. */
const MOST_BYTES = 256 * 1_024;

/** Divides changes into requests; of one change each, they stay in their order. */
export function requestsOf(changes: readonly Change[], { changesPerRequest, versions }: Requesting): WebhookRequest[] {
  const open = new Map<string, { changes: Change[]; bytes: number }>();
  const full: (readonly Change[])[] = [];
  for (const change of changes) {
    const type = typeOf(change);
    const bytes = Buffer.byteLength(JSON.stringify(packedChange(change)));
    let group = open.get(type);
    if (group && group.bytes + bytes > MOST_BYTES) {
      full.push(group.changes);
      group = undefined;
    }
    group = { changes: [...(group?.changes ?? []), change], bytes: (group?.bytes ?? 0) + bytes };
    if (group.changes.length >= changesPerRequest) {
      full.push(group.changes);
      open.delete(type);
    } else open.set(type, group);
  }
  return [...full, ...[...open.values()].map((group) => group.changes)].map((some) => requestOf(some, versions));
}

function requestOf(changes: readonly Change[], versions: Requesting['versions']): WebhookRequest {
  const [first] = changes;
  if (!first) throw new Error('a request has at least one change');
  const times = changes.map(({ at }) => at).sort();
  const body = JSON.stringify({
    type: typeOf(first),
    timestamp: times[0],
    data: {
      schema: `${first.entity}@${versions.get(first.entity) ?? 1}`,
      changes: changes.map((change) => packedChange(change)),
    },
  });
  const ids = createHash('sha256').update(changes.map(({ id }) => id).join('\n'));
  return { id: `msg_${ids.digest('hex').slice(0, 32)}`, body, changes };
}

/** As an event's `detail-type`. */
function typeOf({ entity, operation }: Change): string {
  return `${entity}.${operation}`;
}
