/** Writers, readers and the check of a reindex's tests. The check goes by what was written alone, and reads OpenSearch by its own client. */
import type { Client } from '@opensearch-project/opensearch';
import { setTimeout as pause } from 'node:timers/promises';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import type { SearchClient } from '../../shared/adapters/opensearch/client.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { changesOf } from '../contract/search-store.changes.ts';

/** Rows that are written once: whoever reads must find all of them, always. */
const FIXED = 300;
/** Keys that are written, deleted and written again all the time. */
const MOVING = 30;
/** A search sees a write after a refresh, every second; the machine may be slow. */
const VISIBLE_AFTER_MS = 4_000;

interface Written {
  readonly version: number;
  readonly deleted: boolean;
  /** When its writer was told that it is stored. */
  readonly at: number;
}

interface Hit {
  readonly _id: string;
  readonly _source: { readonly votes?: number; readonly _sync?: { readonly del?: boolean } };
}

export interface ReindexWorld {
  /** Ends writing and reading. @returns what a reader noticed: failed reads, missing and stale rows */
  stop(): Promise<readonly string[]>;
  /** Differences between an index and what was written, in words. */
  check(index: string): Promise<readonly string[]>;
  /** How many searches were answered. */
  readonly searches: () => number;
}

export async function startWorld(
  entity: Entity,
  { client, server }: { readonly client: SearchClient; readonly server: Client },
): Promise<ReindexWorld> {
  const { created, updated, deleted, snapshot } = changesOf(entity.name);
  const fixed = Array.from({ length: FIXED }, (_, n) => `fixed-${n}`);
  const last = new Map<string, Written>();
  const noticed: string[] = [];
  let [version, searches, running] = [0, 0, true];

  async function write(changes: readonly Change[]): Promise<void> {
    let open = changes;
    while (open.length > 0) {
      const outcomes = await store.apply(open);
      const rejected = outcomes.find(({ status }) => status === 'rejected');
      if (rejected) throw new Error(JSON.stringify(rejected));
      open = open.filter((_, at) => outcomes[at]?.status === 'retry');
    }
  }

  function nextOf(key: string): Change {
    version += 1;
    const at = version * 10;
    return version % 5 === 0
      ? deleted(key, version, { at })
      : updated(key, version, { title: 'moving', votes: version }, { at });
  }

  async function keepWriting(own: readonly string[]): Promise<void> {
    for (let round = 0; running; round += 1) {
      const batch = own.filter((_, at) => (at + round) % 3 === 0).map(nextOf);
      await write(batch);
      for (const change of batch) {
        const [number, gone] = [Number(change.id.split('-').at(-1)), change.operation === 'deleted'];
        last.set(change.key, { version: number, deleted: gone, at: performance.now() });
      }
      await pause(150);
    }
  }

  async function keepReading(): Promise<void> {
    while (running) {
      const begun = performance.now();
      const expected = new Map([...last].filter(([, { at }]) => at < begun - VISIBLE_AFTER_MS));
      try {
        const { body } = await server.search({ index: entity.name, body: { size: 1_000, query: { match_all: {} } } });
        look(new Map((body.hits.hits as unknown as Hit[]).map((hit) => [hit._id, hit])), expected);
        searches += 1;
      } catch (error) {
        noticed.push(`a read failed: ${String(error)}`);
      }
      await pause(150);
    }
  }

  function look(hits: ReadonlyMap<string, Hit>, expected: ReadonlyMap<string, Written>): void {
    for (const key of fixed) if (!hits.has(key)) noticed.push(`${key} was missing`);
    for (const [key, written] of expected) {
      const seen = hits.get(key)?._source.votes;
      // A delete, or a newer write, may have come since.
      const changed = last.get(key)?.version !== written.version || last.get(key)?.at !== written.at;
      if (seen === undefined ? !written.deleted && !changed : seen < written.version) {
        noticed.push(`${key} was read at ${seen}, written at ${written.version}${written.deleted ? ' (deleted)' : ''}`);
      }
    }
  }

  const store = createOpenSearchStore({ client });
  await store.prepare([entity]);
  await write(
    fixed.map((key, n) =>
      n % 2 === 0 ? created(key, 1, { title: 'fixed', votes: n }) : snapshot(key, 5, { title: 'fixed', votes: n }),
    ),
  );
  await write(Array.from({ length: 40 }, (_, n) => deleted(`gone-${n}`, 3)));
  await store.refresh(entity.name);
  const moving = Array.from({ length: MOVING }, (_, n) => `moving-${n}`);
  const halves = [moving.filter((_, n) => n % 2 === 0), moving.filter((_, n) => n % 2 === 1)];
  const tasks = Promise.all([...halves.map(keepWriting), keepReading()]);
  tasks.catch((error: unknown) => noticed.push(`a writer failed: ${String(error)}`));

  return {
    searches: () => searches,
    async stop() {
      running = false;
      await tasks.catch(() => undefined);
      return noticed;
    },
    async check(index) {
      await server.indices.refresh({ index });
      const { body } = await server.search({ index, body: { size: 10_000, query: { match_all: {} } } });
      const hits = new Map((body.hits.hits as unknown as Hit[]).map((hit) => [hit._id, hit._source]));
      const wrong: string[] = [];
      for (const [n, key] of fixed.entries()) if (hits.get(key)?.votes !== n) wrong.push(`${key}: not as written`);
      for (let n = 0; n < 40; n += 1)
        if (hits.get(`gone-${n}`)?._sync?.del !== true) wrong.push(`gone-${n}: no tombstone`);
      for (const [key, written] of last) {
        const held = hits.get(key);
        const right = written.deleted ? held?._sync?.del === true : held?.votes === written.version;
        if (!right) wrong.push(`${key}: ${JSON.stringify(held)}, written ${JSON.stringify(written)}`);
      }
      if (hits.size !== FIXED + 40 + last.size) wrong.push(`${hits.size} documents, not ${FIXED + 40 + last.size}`);
      return wrong;
    },
  };
}
