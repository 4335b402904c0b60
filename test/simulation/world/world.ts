import type { DynamoDBRecord } from 'aws-lambda';
import { MemoryBus } from '../../../shared/adapters/memory/bus.ts';
import { MemoryQueue } from '../../../shared/adapters/memory/queue.ts';
import { MemoryTable, type TableItem } from '../../../shared/adapters/memory/source-table.ts';
import { isRead } from '../../../shared/domain/change/change.ts';
import type { Row } from '../../../shared/domain/row/json.ts';
import type { PackedEvent } from '../../../shared/domain/change/pack.ts';
import { voidedName } from '../../../shared/domain/change/voided.ts';
import type { StoredClaim } from './claims.ts';
import type { Invocation } from './invocation.ts';
import type { Version } from './shop.ts';
import { memoryHistory, memorySearch, openSearch, type SimulatedHistory, type SimulatedStore } from './stores.ts';
import { BEGIN, KEEPS } from './times.ts';
import { Truth } from './truth.ts';

/** Records of one shard, in order; `read` is how far the normalizer has come. */
export interface Lane {
  readonly name: string;
  readonly records: { readonly record: DynamoDBRecord; readonly writtenAt: number }[];
  read: number;
  busy?: Invocation<unknown>;
}

/** Records that Lambda gave up on: an object in the on-failure bucket. */
export interface SetAside {
  readonly records: readonly DynamoDBRecord[];
  readonly since: number;
  busy?: Invocation<unknown>;
}

export interface Send {
  readonly consumer: SimulatedConsumer;
  readonly pack: PackedEvent;
  readonly since: number;
}

export interface SimulatedConsumer {
  readonly name: string;
  /** Whether it sees its subscription through a filter. */
  readonly filtered: boolean;
  /** Of the definition that its function was deployed with. */
  version: Version;
  readonly store: SimulatedStore;
  readonly buffer: MemoryQueue;
  readonly deadLetters: MemoryQueue;
  /** Events that EventBridge could not deliver to the buffer. */
  readonly ruleDeadLetters: { readonly body: string; readonly since: number }[];
  /** Ids of changes that were ever put into the DLQ by the consumer, and bodies of strange messages. */
  readonly lettered: Set<string>;
}

/** What an invocation that was paused goes on with. */
export interface Running {
  readonly invocation: Invocation<unknown>;
  readonly since: number;
  readonly finish: () => void;
}

const KEYS = ['a', 'b', 'c'];
/** SQS queue's redrive policy. */
const MAXIMUM_RECEIVES = 5;

/** The whole pipeline in memory, with a clock that stands still until it is told to go on. */
export class World {
  now = BEGIN;
  /** How far the clock of the table's host, and that of whoever scans, are off. */
  tableSkew = 0;
  scanSkew = 0;
  readonly keys = KEYS;
  readonly told: string[] = [];
  readonly faults: string[] = [];
  readonly truth = new Truth();
  readonly table: MemoryTable;
  readonly lanes: Lane[] = [];
  readonly setAside: SetAside[] = [];
  /** Of the definition that the normalizer, and whoever backfills, have. */
  version: Version = 1;
  readonly claims = new Map<string, StoredClaim>();
  readonly bus: MemoryBus;
  readonly rejected: MemoryQueue;
  readonly consumers: readonly SimulatedConsumer[];
  readonly history: SimulatedHistory;
  readonly running = new Set<Running>();
  scans = 0;
  /** What the last scan of all keys saw: `<entity>/<key>` -> row. */
  readonly scanned = new Map<string, Row>();
  /** Reads for one consumer that are not in its queue yet. */
  readonly sends: Send[] = [];
  /** Changes that are known to be false, by `voidedName`. */
  readonly voided = new Set<string>();
  /** A document was damaged, or its marks were forgotten: the stores are owed another look. */
  owesLook = false;
  /** Scanned pages that are not published yet. */
  readonly pages: { readonly pack: PackedEvent; readonly scannedAt: number }[] = [];
  /** Copies of dead letters that somebody keeps in a file, and the changes in them. */
  readonly exports: { readonly consumer: SimulatedConsumer; readonly body: string }[] = [];
  readonly exported = new Set<string>();
  /** Seconds in which each stream change happened, as its record says: by change id. */
  readonly changeTimes = new Map<string, number>();
  /** Ids of all changes that the bus took. */
  readonly published = new Set<string>();
  /** Contents of the table after each write, for restores to an earlier time. */
  readonly backups: ReadonlyMap<string, TableItem>[] = [];
  generation = 0;
  /** When a restore changed rows of which no record tells: only a scan and a sweep that begin later can mend the stores. */
  restoredAt: number | undefined;
  /** When all keys were last scanned. */
  scannedAt = -Infinity;
  /** When nothing was last under way from the bus on. */
  emptyAt = BEGIN;
  readonly #speaks: boolean;

  /** @param speaks whether to keep what is told: a person will read it */
  constructor(options: {
    readonly search: 'memory' | 'opensearch';
    readonly speaks: boolean;
    readonly digits: bigint;
  }) {
    this.#speaks = options.speaks;
    const now = (): number => this.now;
    this.table = new MemoryTable({
      name: 'shop',
      partitionKey: 'id',
      clock: () => this.now + this.tableSkew,
      label: labelOf(0),
      // Close below a number with one digit more: positions must compare as numbers.
      sequence: 10n ** 21n - options.digits,
    });
    this.bus = new MemoryBus({ now, archiveMs: KEEPS.archive });
    this.rejected = new MemoryQueue({ now });
    this.history = memoryHistory((change) => !isRead(change) && this.voided.has(voidedName(change)));
    const [search, other] = options.search === 'memory' ? [memorySearch, openSearch] : [openSearch, memorySearch];
    this.consumers = [
      { name: 'search', store: search(), filtered: false },
      { name: 'analytics', store: this.history, filtered: false },
      { name: 'filtered', store: other(), filtered: true },
    ].map(({ name, store, filtered }) => {
      const deadLetters = new MemoryQueue({ now });
      const buffer = new MemoryQueue({ now, redrive: { to: deadLetters, maximumReceives: MAXIMUM_RECEIVES } });
      this.bus.addRule(name);
      const version: Version = 1;
      return { name, store, filtered, version, buffer, deadLetters, ruleDeadLetters: [], lettered: new Set<string>() };
    });
    this.addLanes();
  }

  readonly tell = (line: string): void => {
    if (this.#speaks) this.told.push(`${elapsed(this.now - BEGIN)}  ${line}`);
  };

  /** Something that must never happen. */
  readonly fault = (what: string): void => {
    this.faults.push(what);
    this.tell(`!! ${what}`);
  };

  /** Takes in what a write left in the stream. */
  wrote(key: string, record: DynamoDBRecord | undefined): void {
    if (!record) return;
    this.truth.note(record);
    const at = record.dynamodb?.ApproximateCreationDateTime ?? 0;
    for (const id of [record.eventID ?? '', `${record.eventID ?? ''}-left`]) this.changeTimes.set(id, at);
    this.truth.hold(key, this.table.get(key));
    this.backups.push(this.table.items());
    const lane = this.lanes.find(({ name }) => name === `${this.generation}.${this.keys.indexOf(key) % 2}`);
    lane?.records.push({ record, writtenAt: this.now });
  }

  /** A table that is made anew has new shards; what is unread in the old ones can still be read. */
  addLanes(): void {
    for (const shard of [0, 1]) this.lanes.push({ name: `${this.generation}.${shard}`, records: [], read: 0 });
  }

  /** Whether nothing is under way anywhere. */
  isEmpty(): boolean {
    return (
      this.isEmptyDownstream() &&
      this.pages.length + this.sends.length + this.setAside.length === 0 &&
      this.lanes.every(({ records, read }) => read >= records.length)
    );
  }

  /** The same from the bus on. */
  isEmptyDownstream(): boolean {
    return (
      this.bus.pending.length + this.running.size === 0 &&
      this.consumers.every(
        ({ buffer, deadLetters, ruleDeadLetters }) =>
          buffer.messages().length + ruleDeadLetters.length === 0 && !deadLetters.messages().some(canBeRedriven),
      )
    );
  }
}

const HOPELESS: ReadonlySet<string | undefined> = new Set([
  'HW_EVENT_MALFORMED',
  'HW_CHANGE_OUTLIVED',
  'HW_CLAIM_GONE',
]);

/** Others would only be rejected again. */
export function canBeRedriven({ attributes }: { readonly attributes: Readonly<Record<string, string>> }): boolean {
  return !HOPELESS.has(attributes['code']);
}

export function labelOf(generation: number): string {
  return new Date(Date.UTC(2026, 10, 1 + generation, 9)).toISOString().slice(0, -1);
}

/** `2d 03:15:07` */
function elapsed(milliseconds: number): string {
  const days = Math.floor(milliseconds / 86_400_000);
  return `${days > 0 ? `${days}d ` : ''}${new Date(milliseconds).toISOString().slice(11, 19)}`;
}
