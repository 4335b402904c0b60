import type { Change } from '../../domain/change/change.ts';
import { tableAttributes } from '../../domain/definition/attributes.ts';
import type { TableDefinition } from '../../domain/definition/headwater.ts';
import type { Json, Row } from '../../domain/row/json.ts';
import { generationOf, positionOf } from '../../domain/change/position.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import { protects } from '../../domain/definition/policy.ts';
import type { Hash } from '../../domain/row/protect.ts';
import { transition, type Moment } from '../../domain/change/transition.ts';
import type { Item } from './attribute-value.ts';
import { EntityRows } from './entity-rows.ts';
import { recordProblem } from './record-shape.ts';
import { Recogniser, type Recognised } from './recognise.ts';
import { redactedRecord, type Redaction } from './redacted-record.ts';
import { droppedAttributes, rowOfItem } from './row-of-item.ts';

/** A DynamoDB stream record as Lambda delivers it (the parts that are read). */
export interface StreamRecord {
  readonly eventID?: string | undefined;
  readonly eventName?: string | undefined;
  readonly eventSourceARN?: string | undefined;
  readonly userIdentity?: unknown;
  readonly dynamodb?:
    | {
        readonly ApproximateCreationDateTime?: number | undefined;
        readonly Keys?: Item | undefined;
        readonly NewImage?: Item | undefined;
        readonly OldImage?: Item | undefined;
        readonly SequenceNumber?: string | undefined;
      }
    | undefined;
  /** Only in a dead letter: what was left out of it (see redacted-record.ts). */
  readonly redacted?: Redaction;
}

/**
 * What a record came to. One record gives two changes when its item turns from one entity into another; when it does not
 * fit the other, or no entity recognises it any more, what it was must still leave the stores: `left` is that deletion.
 */
export type Reading =
  | { readonly status: 'changes'; readonly changes: readonly Change[] }
  | { readonly status: 'suppressed'; readonly entity: string }
  | { readonly status: 'ignored'; readonly left?: Change }
  | {
      readonly status: 'rejected';
      readonly reason: Reason;
      readonly key: string;
      readonly entity?: string;
      readonly left?: Change;
    };

/** Reads the stream records of one table. */
export class StreamRecordReader {
  readonly #table: TableDefinition;
  readonly #recogniser: Recogniser;
  readonly #rows: ReadonlyMap<string, EntityRows>;
  readonly #known: ReadonlySet<string>;
  readonly #dropped = new Map<string, number>();

  /** @param hash needed when a field policy of the table hashes. */
  constructor(table: TableDefinition, hash?: Hash) {
    this.#table = table;
    this.#recogniser = new Recogniser(table, hash);
    this.#rows = new Map(table.entities.map((entity) => [entity.name, new EntityRows(entity, hash)]));
    this.#known = tableAttributes(table);
  }

  read(record: StreamRecord): Reading {
    const malformed = faultOf(record);
    if (malformed) return malformed;
    const before = this.#imageOf(record.dynamodb?.OldImage);
    const after = this.#imageOf(record.dynamodb?.NewImage);
    if (!after && (!before || record.dynamodb?.NewImage)) return this.#unrecognised(record, before);
    const reason = after?.reason;
    if (reason) {
      const { key, entity } = after.recognised;
      const left = before && before.recognised.entity !== entity ? deletionOf(record, before, '-left') : undefined;
      return { status: 'rejected', reason, key, entity: entity.name, ...(left && { left }) };
    }
    if (after) this.#countDropped(after.recognised, record.dynamodb?.NewImage ?? {});
    const changes = this.#changes(record, before, after);
    return changes.length > 0
      ? { status: 'changes', changes }
      : { status: 'suppressed', entity: (after ?? before)?.recognised.entity.name ?? '' };
  }

  /**
   * What a dead letter may hold of a record: all of it, or without images. An item may have changed from one entity into
   * another, and an invalid one may hold a value in the wrong field: so no part of an image is safe beside a policy.
   */
  letterOf(record: StreamRecord, code: Reason['code']): { readonly whole: boolean; readonly payload: Json } {
    const unknown = code === 'HW_ENTITY_UNKNOWN' && this.#table.unknownItems !== 'reject-whole';
    const whole = !unknown && !protects(this.#table.entities);
    return { whole, payload: (whole ? record : redactedRecord(record, this.#recogniser)) as unknown as Json };
  }

  /** Undeclared attributes dropped since the last call: `<entity>.<attribute>` -> count. */
  takeDropped(): Record<string, number> {
    const dropped = Object.fromEntries(this.#dropped);
    this.#dropped.clear();
    return dropped;
  }

  #changes(record: StreamRecord, before: Image | undefined, after: Image | undefined): Change[] {
    const moved = before && after && before.recognised.entity !== after.recognised.entity;
    if (moved) {
      const left = deletionOf(record, before, '-left');
      const entered = transition(momentOf(record, after.recognised, ''), undefined, after.published);
      return [left, entered].filter((change) => change !== undefined);
    }
    if (after) {
      // A row that did not fit was never published: to everyone downstream this is where it begins.
      const change = transition(momentOf(record, after.recognised, '', before), before?.published, after.published);
      return change ? [change] : [];
    }
    const deletion = before && deletionOf(record, before, '');
    return deletion ? [deletion] : [];
  }

  #imageOf(item: Item | undefined): Image | undefined {
    const recognised = item && this.#recogniser.recognise(item);
    if (!recognised) return undefined;
    const checked = this.#rows
      .get(recognised.entity.name)
      ?.check(recognised.key, rowOfItem(recognised, item, this.#known));
    if (!checked) return undefined;
    return 'reason' in checked ? { recognised, reason: checked.reason } : { recognised, published: checked.row };
  }

  /** @param before what the item was, when that was known */
  #unrecognised(record: StreamRecord, before: Image | undefined): Reading {
    const deletion = before && deletionOf(record, before, '-left');
    const left = deletion && { left: deletion };
    if (this.#table.unknownItems === 'ignore') return { status: 'ignored', ...left };
    const key = this.#recogniser.primaryKey(record.dynamodb?.Keys ?? record.dynamodb?.NewImage ?? {});
    const names = this.#table.entities.map(({ name }) => name).join(', ');
    const message = `table ${this.#table.name}: no entity recognises the item ${key} (entities: ${names})`;
    return { status: 'rejected', key, reason: { code: 'HW_ENTITY_UNKNOWN', message }, ...left };
  }

  #countDropped(recognised: Recognised, item: Item): void {
    for (const name of droppedAttributes(recognised, item, this.#known)) {
      const counted = `${recognised.entity.name}.${name}`;
      this.#dropped.set(counted, (this.#dropped.get(counted) ?? 0) + 1);
    }
  }
}

interface Image {
  readonly recognised: Recognised;
  /** The row under its field policy, when it fits its schema: what was or will be published. */
  readonly published?: Row;
  readonly reason?: Reason;
}

/** Even if the last row did not fit: an earlier one that did may be in the stores, and must go. */
function deletionOf(record: StreamRecord, image: Image, suffix: string): Change | undefined {
  return transition(momentOf(record, image.recognised, suffix, image), image.published ?? {}, undefined);
}

function faultOf(record: StreamRecord): Reading | undefined {
  const problem = recordProblem(record);
  if (problem === undefined) return undefined;
  const id = typeof (record as StreamRecord | null)?.eventID === 'string' ? ` ${record.eventID?.slice(0, 64)}` : '';
  const message = `stream record${id}: ${problem}`;
  return { status: 'rejected', key: '', reason: { code: 'HW_RECORD_MALFORMED', message } };
}

function momentOf(record: StreamRecord, { entity, key }: Recognised, suffix: string, before?: Image): Moment {
  const { SequenceNumber = '', ApproximateCreationDateTime = 0 } = record.dynamodb ?? {};
  return {
    id: `${record.eventID ?? ''}${suffix}`,
    entity: entity.name,
    key,
    position: positionOf(generationOf(record.eventSourceARN ?? ''), SequenceNumber),
    // Whole seconds on AWS; the SDK's own readers give milliseconds.
    at: isoSeconds(ApproximateCreationDateTime),
    ...(isExpiry(record) && { cause: 'expired' as const }),
    ...(before?.reason && { beforeRejected: true as const }),
  };
}

function isoSeconds(epochSeconds: number): string {
  return `${new Date(Math.floor(epochSeconds) * 1000).toISOString().slice(0, 19)}Z`;
}

/** A deletion by TTL names the DynamoDB service (developer guide: DynamoDB Streams and Time to Live). */
function isExpiry({ eventName, userIdentity }: StreamRecord): boolean {
  if (eventName !== 'REMOVE' || typeof userIdentity !== 'object' || userIdentity === null) return false;
  const identity = Object.fromEntries(
    Object.entries(userIdentity).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
  return identity.type === 'Service' && identity.principalid === 'dynamodb.amazonaws.com';
}
