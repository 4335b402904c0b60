/**
 * Takes a key's values out of the analytics copy. At each step readers see the key as deleted, and a run that dies is taken
 * up by the next: it finds what still holds values. The order is what makes it safe beside a compaction:
 *
 * 0. while a run gathers history, it waits: what that run has read could be written after 1. Then it takes the lease
 *    (domain/history/erasure-lease.ts): no compaction, gathering or other erasure begins until it is done.
 * 1. history: each object is written anew, then the old one deleted. Whoever lists history from now on finds no value.
 * 2. compaction/: what runs were at goes. A run that needs it breaks off and starts anew.
 * 3. current/: files are replaced, and a manifest is published whether or not any was. A run that listed history before 1
 *    is overtaken by it and publishes nothing. When the lease was lost
 *    meanwhile (it took too long, or a compactor of an older release ran) all of it is done again, with a longer one.
 * 4. what no manifest names and holds values goes: former snapshots, and files of runs that never came to their end.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path/posix';
import { emptyManifest, type SnapshotFile } from '../../domain/history/compaction.ts';
import type { Entity } from '../../domain/definition/entity.ts';
import { holdsLease, isErasing, leaseUntil, withLease, withoutLease } from '../../domain/history/erasure-lease.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { isGathering } from '../../dialects/s3/gathering.ts';
import { schemaName } from '../../domain/schema/released-schema.ts';
import { bucketKey, COMPACTION_PREFIX } from '../../dialects/s3/snapshot-key.ts';
import type { StoredFile } from '../../ports/bucket-files.ts';
import type { Merged } from '../../ports/snapshot-engine.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import { withFilesAtHand } from './files-at-hand.ts';
import { findRows, partFiles, withValues, type Copy } from './find-rows.ts';

export interface EraseOptions extends Copy {
  readonly entity: Entity;
  readonly key: string;
  readonly snapshots: Pick<SnapshotStore, 'manifest' | 'publish'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Between two looks at who is at work. */
  readonly wait: () => Promise<unknown>;
}

type Stored = Awaited<ReturnType<SnapshotStore['manifest']>>;

export interface ErasedCopy {
  /** Objects written anew. */
  readonly history: number;
  readonly current: number;
  /** Objects deleted: work of compactions, and snapshot files that no manifest names. */
  readonly removed: number;
}

/** Hex digits of a name: 128 bits. */
const HASH_LENGTH = 32;
/** Each with twice the lease of the one before: the last has 80 minutes. */
const TRIES = 5;
/** To take the lease is a read and a write, and whoever is faster in between has published: not often without end. */
const TRIES_TO_LEASE = 10;

/**
 * @throws HeadwaterError HW_BUCKET_UNAVAILABLE, HW_SNAPSHOT_UNAVAILABLE: run it again, it goes on; HW_SNAPSHOT_OVERTAKEN:
 * the lease was lost each time, and values may be left
 */
export async function eraseCopy(options: EraseOptions): Promise<ErasedCopy> {
  const { files, entity } = options;
  let [history, removed] = [0, 0];
  const once = async (attempt: number): Promise<number> => {
    const run = await takeLease(options, attempt);
    try {
      return await eraseWithin(run);
    } catch (error) {
      // Whoever runs this again need not wait for the lease's end. A process that died could not do it either.
      await giveBack(options, run).catch(() => undefined);
      throw error;
    }
  };
  const eraseWithin = async (run: string): Promise<number> => {
    history += await eraseHistory(options);
    const work = (await files.list(`${COMPACTION_PREFIX}entity=${entity.name}/`)).map(({ key }) => key);
    await files.remove(work);
    removed += work.length;
    return publishErased(options, run);
  };
  const current = await unlessOvertaken(TRIES, once);
  const orphans = await findRows(options, await partFiles(files, 'current', entity.name), options.key);
  const left = withValues(orphans).map(({ key }) => key);
  await files.remove(left);
  return { history, current, removed: removed + left.length };
}

/** When no run gathers and no other erasure is at work. @returns what the lease is known by */
async function takeLease(options: EraseOptions, attempt: number): Promise<string> {
  const { entity, snapshots, now } = options;
  const run = randomUUID();
  return unlessOvertaken(TRIES_TO_LEASE, async () => {
    const stored = await whileOthersWork(options);
    const manifest = stored?.manifest ?? emptyManifest(entity.name, schemaName(entity));
    const until = new Date(leaseUntil(attempt, now())).toISOString();
    await snapshots.publish(withLease(manifest, { run, until }), stored?.tag);
    return run;
  });
}

/** They end by themselves: a gathering writes for a quarter of an hour at most and an erasure has a lease, and both say so. */
async function whileOthersWork({ entity, snapshots, now, wait }: EraseOptions): Promise<Stored> {
  for (;;) {
    const stored = await snapshots.manifest(entity.name);
    if (!isGathering(stored?.manifest, now()) && !isErasing(stored?.manifest, now())) return stored;
    await wait();
  }
}

async function giveBack({ entity, snapshots }: EraseOptions, run: string): Promise<void> {
  const stored = await snapshots.manifest(entity.name);
  if (holdsLease(stored?.manifest, run)) await snapshots.publish(withoutLease(stored.manifest), stored.tag);
}

async function eraseHistory(options: EraseOptions): Promise<number> {
  const { files, entity, key } = options;
  const holding = withValues(await findRows(options, await partFiles(files, 'history', entity.name), key));
  for (const object of holding) {
    await eraseObject(options, object, (name, { rows }) => `${dirname(object.key)}/${name}-${rows}.parquet`);
    await files.remove([object.key]);
  }
  return holding.length;
}

async function unlessOvertaken<T>(tries: number, run: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(attempt);
    } catch (error) {
      const overtaken = error instanceof HeadwaterError && error.code === 'HW_SNAPSHOT_OVERTAKEN';
      if (!overtaken || attempt === tries) throw error;
    }
  }
}

/** Gives the lease back with it. @returns how many files were replaced */
async function publishErased(options: EraseOptions, run: string): Promise<number> {
  const { files, entity, key, snapshots, now } = options;
  const stored = await snapshots.manifest(entity.name);
  if (!stored || !holdsLease(stored.manifest, run)) {
    throw new HeadwaterError('HW_SNAPSHOT_OVERTAKEN', `the lease on ${entity.name} was lost to another run`);
  }
  const manifest = withoutLease(stored.manifest);
  const all = await partFiles(files, 'current', entity.name);
  const holding = new Map(withValues(await findRows(options, all, key)).map((object) => [object.key, object]));
  const next: SnapshotFile[] = [];
  for (const file of manifest.files) {
    const object = holding.get(file.key);
    next.push(object ? await eraseSnapshotFile(options, file, object) : file);
  }
  await snapshots.publish(
    {
      ...manifest,
      files: next,
      writtenAt: new Date(now()).toISOString(),
      retired: manifest.retired.filter((retired) => !holding.has(retired.key)),
    },
    stored.tag,
  );
  return manifest.files.filter((file) => holding.has(file.key)).length;
}

async function eraseSnapshotFile(
  options: EraseOptions,
  { bucket }: SnapshotFile,
  object: StoredFile,
): Promise<SnapshotFile> {
  return eraseObject(options, object, (name) => bucketKey(options.entity.name, bucket, name)).then(
    ({ key, bytes, merged }) => ({ bucket, key, bytes, ...merged }),
  );
}

/** Writes the object anew under a name that comes from what is in it: a run that is taken up again writes the same. */
async function eraseObject(
  { files, engine, key }: EraseOptions,
  object: StoredFile,
  nameFor: (hash: string, merged: Merged) => string,
): Promise<{ readonly key: string; readonly bytes: number; readonly merged: Merged }> {
  let written: { readonly key: string; readonly bytes: number; readonly merged: Merged } | undefined;
  await withFilesAtHand(files, [object], async ([file], directory) => {
    if (!file) return;
    const output = join(directory, 'erased.parquet');
    const merged = await engine.erase(file.path, output, key);
    const body = await readFile(output);
    const name = nameFor(createHash('sha256').update(body).digest('hex').slice(0, HASH_LENGTH), merged);
    await files.write(name, body);
    written = { key: name, bytes: body.byteLength, merged };
  });
  if (!written) throw new HeadwaterError('HW_BUCKET_UNAVAILABLE', `${object.key} went while it was being erased`);
  return written;
}
