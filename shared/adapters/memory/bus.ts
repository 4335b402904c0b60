/** An event as PutEvents takes it. */
export interface BusEntry {
  readonly source: string;
  readonly detailType: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** JSON text. */
  readonly detail: string;
}

/** An event on its way to one rule's target. */
export interface Delivery {
  readonly rule: string;
  /** The event as its target receives it: JSON text. */
  readonly body: string;
}

interface Archived {
  readonly id: string;
  readonly entry: BusEntry;
  readonly archivedAt: number;
}

export interface MemoryBusOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How long the archive keeps an event. @default for ever */
  readonly archiveMs?: number;
}

/**
 * An EventBridge bus in memory, with an archive. Deliveries wait in `pending` until someone takes them, in any order and as
 * often as they like: at least once, unordered.
 */
export class MemoryBus {
  readonly pending: Delivery[] = [];
  readonly #options: MemoryBusOptions;
  readonly #rules = new Set<string>();
  #archive: Archived[] = [];
  #accepted = 0;

  constructor(options: MemoryBusOptions) {
    this.#options = options;
  }

  /** A rule that takes every event. */
  addRule(name: string): void {
    this.#rules.add(name);
  }

  /** @returns the event's id. */
  put(entry: BusEntry): string {
    this.#accepted += 1;
    const id = `event-${this.#accepted}`;
    this.#archive.push({ id, entry, archivedAt: this.#options.now() });
    for (const rule of this.#rules) this.pending.push({ rule, body: bodyOf(id, entry) });
    return id;
  }

  /** What the archive still holds, oldest first. */
  archived(): readonly BusEntry[] {
    const { now, archiveMs = Infinity } = this.#options;
    this.#archive = this.#archive.filter(({ archivedAt }) => archivedAt + archiveMs > now());
    return this.#archive.map(({ entry }) => entry);
  }

  /** Sends archived events with `from <= time < to` to one rule again. @returns how many. */
  replay({ rule, from, to, name }: { rule: string; from: number; to: number; name: string }): number {
    this.archived();
    const chosen = this.#archive.filter(({ entry: { time } }) => time >= from && time < to);
    for (const { id, entry } of chosen) this.pending.push({ rule, body: bodyOf(id, entry, name) });
    return chosen.length;
  }
}

function bodyOf(id: string, { source, detailType, time, detail }: BusEntry, replayName?: string): string {
  const replay = replayName === undefined ? '' : `"replay-name":${JSON.stringify(replayName)},`;
  const head = `"id":${JSON.stringify(id)},"source":${JSON.stringify(source)},"detail-type":${JSON.stringify(detailType)}`;
  return `{${replay}${head},"time":"${new Date(time).toISOString().slice(0, 19)}Z","detail":${detail}}`;
}
