import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { HeadwaterError } from '../../../domain/errors.ts';
import type { ReindexPhase } from '../../../domain/jobs/reindex.ts';
import type { SearchClient } from '../client.ts';
import {
  readState,
  removeState,
  writeState,
  type Driver,
  type ReindexState,
  type StoredState,
} from './reindex-record.ts';

const BEAT_MS = 2_000;

/** Whoever has not moved for so long is dead, by the clock of the one who looks: clocks of two machines are not compared. */
const DEAD_AFTER_MS = 10_000;

/** The reindex of an entity, held by this process alone: each write names the version that it replaces. */
export class ReindexLease {
  readonly #client: SearchClient;
  readonly #beating: NodeJS.Timeout;
  readonly #lost = new AbortController();
  #stored: StoredState;
  #writes: Promise<unknown> = Promise.resolve();

  private constructor(client: SearchClient, stored: StoredState) {
    this.#client = client;
    this.#stored = stored;
    this.#beating = setInterval(() => void this.#beat(), BEAT_MS).unref();
  }

  /** Begins a reindex. @throws HeadwaterError HW_REINDEX_UNDERWAY when there is one */
  static async begin(client: SearchClient, state: ReindexState): Promise<ReindexLease> {
    return new ReindexLease(client, await writeState(client, { ...state, driver: newDriver() }));
  }

  /**
   * Takes up a reindex that nobody is at.
   *
   * @throws HeadwaterError HW_REINDEX_UNDERWAY when somebody is, as it shows within `DEAD_AFTER_MS`
   */
  static async take(client: SearchClient, found: StoredState): Promise<ReindexLease> {
    const { state, version } = await untilNobodyIsAt(client, found);
    return new ReindexLease(client, await writeState(client, { ...state, driver: newDriver() }, version));
  }

  get state(): ReindexState {
    return this.#stored.state;
  }

  /** Aborted when somebody else has taken the reindex up, which a process that stood still may find. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async update(patch: Partial<ReindexState>): Promise<void> {
    await this.#inTurn(async () => {
      this.#stored = await writeState(this.#client, { ...this.state, ...patch }, this.#stored.version);
    });
  }

  async enter(phase: ReindexPhase): Promise<void> {
    await this.update({ phase, phaseSince: new Date().toISOString() });
  }

  /** Leaves the reindex to whoever takes it up next. */
  async release(): Promise<void> {
    clearInterval(this.#beating);
    if (!this.#lost.signal.aborted) await this.update({ driver: null });
  }

  /** Ends the reindex. */
  async remove(): Promise<void> {
    clearInterval(this.#beating);
    await this.#inTurn(() => removeState(this.#client, this.#stored));
    this.#lost.abort();
  }

  async #beat(): Promise<void> {
    try {
      await this.#inTurn(async () => {
        const driver = { ...newDriver(), beat: (this.state.driver?.beat ?? 0) + 1 };
        this.#stored = await writeState(this.#client, { ...this.state, driver }, this.#stored.version);
      });
    } catch (error) {
      // A server that does not answer for a moment loses nothing: the next write names the same version.
      if (error instanceof HeadwaterError && error.code === 'HW_REINDEX_UNDERWAY') this.#lost.abort(error);
    }
  }

  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    const written = this.#writes.then(write);
    this.#writes = written.catch(() => undefined);
    return written;
  }
}

function newDriver(): Driver {
  return { host: hostname(), pid: process.pid, beat: 0 };
}

async function untilNobodyIsAt(client: SearchClient, found: StoredState): Promise<StoredState> {
  const { driver, entity } = found.state;
  if (!driver || isGone(driver)) return found;
  const deadline = performance.now() + DEAD_AFTER_MS;
  while (performance.now() < deadline) {
    const now = await readState(client, entity);
    if (!now?.state.driver) return now ?? found;
    if (now.version.if_seq_no !== found.version.if_seq_no) {
      const message = `the reindex of ${entity} is being run by process ${driver.pid} on ${driver.host}`;
      throw new HeadwaterError('HW_REINDEX_UNDERWAY', message);
    }
    await pause(500);
  }
  return found;
}

/** Of a process on this machine it can be known at once. */
function isGone({ host, pid }: Driver): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
