/** DuckDB reads files: this keeps a directory equal to the copy in a bucket, fetching each object once. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { GetObjectCommand, NoSuchKey, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { chunks } from '../../domain/delivery/chunks.ts';
import { HISTORY_KEY, HISTORY_PREFIX } from '../../dialects/s3/history-key.ts';
import type { HistoryObject, Manifest } from '../../domain/history/compaction.ts';
import { manifestFault } from '../../dialects/s3/read-manifest.ts';
import { CURRENT_PREFIX, manifestKey } from '../../dialects/s3/snapshot-key.ts';
import { damagedSnapshots, lookAtSnapshots } from './snapshot-check.ts';
import { readRenamed, renameHere, type Rename } from './renamed-record.ts';
import {
  forgetChecked,
  isChecked,
  isSame,
  isThere,
  readUnreadable,
  rememberChecked,
  setAsideHere,
  writeUnreadable,
  type UnreadableFile,
} from './unreadable-record.ts';

export interface HistoryOrigin {
  readonly client: S3Client;
  readonly bucket: string;
}

interface MirrorResult {
  readonly objects: number;
  readonly fetched: number;
  readonly removed: number;
  /** History objects that cannot be used, which are not in the directory; files of snapshots that are damaged. */
  readonly unreadable: readonly UnreadableFile[];
}

/** Says which files cannot be used, by path, and why. */
type Check = (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Gets at a time: below the SDK's 50 sockets. */
const CONCURRENT_GETS = 16;

/**
 * @param directory one per bucket; its `history/` then holds what the bucket's does, and its `current/` the snapshots.
 *
 * A manifest is read before the history is listed: what it has not taken in is then in the list.
 */
export async function mirrorHistory(
  origin: HistoryOrigin,
  directory: string,
  entities: readonly string[],
  check: Check = () => Promise.resolve(new Map()),
  renameColumns: Rename = () => Promise.resolve([]),
): Promise<MirrorResult> {
  const manifests = await Promise.all(entities.map(async (entity) => fetchManifest(origin, entity)));
  const named = manifests.flatMap((stored) => stored?.files ?? []);
  const remote = await listHistory(origin);
  const { snapshots, damaged } = lookAtSnapshots(
    named.length === 0 ? [] : await listObjects(origin, CURRENT_PREFIX),
    named,
  );
  const files = [...(await listFiles(directory, HISTORY_PREFIX)), ...(await listFiles(directory, CURRENT_PREFIX))];
  const local = new Map(files.map((file) => [file.key, file]));
  const renamed = await readRenamed(directory);
  // The same name with another size or time is a half-written file, one of an older schema, or was replaced in the bucket.
  const isHere = (object: { readonly key: string; readonly bytes: number; readonly modified?: number }): boolean => {
    const file = local.get(object.key);
    return (
      file?.bytes === renamed.sizeOf(object) && (object.modified === undefined || file.modified === object.modified)
    );
  };
  const known = await readUnreadable(directory);
  const isKnown = (object: HistoryObject): boolean => known.some((one) => isSame(one, object));
  const readable = [...[...remote.values()].filter((object) => !isKnown(object)), ...snapshots];
  const missing = readable.filter((object) => !isHere(object));
  const wasChecked = await isChecked(directory);
  // Whoever dies before the check leaves nothing unchecked behind.
  if (missing.length > 0) await forgetChecked(directory);
  for (const some of chunks(missing, () => 0, { count: CONCURRENT_GETS, bytes: Infinity })) {
    await Promise.all(some.map(({ key }) => fetchObject(origin, key, directory)));
  }
  // What was renamed in was looked at before: its bytes are no longer the object's.
  const asFetched = readable.filter((object) => renamed.sizeOf(object) === object.bytes);
  const unchecked = wasChecked ? missing : [...new Set([...missing, ...asFetched])];
  const fetched = unchecked.flatMap(({ key }) => remote.get(key) ?? []);
  const found = await setAsideHere(directory, fetched, check);
  const unreadable = [...known.filter((one) => isThere(one, remote)), ...found];
  if (found.length > 0 || unreadable.length !== known.length) await writeUnreadable(directory, unreadable);
  damaged.push(...(await damagedSnapshots(directory, snapshots, missing, check)));
  const faulty = new Set([...unreadable, ...damaged].map(({ key }) => key));
  const unseen = (renamed.isComplete ? missing : readable).filter(({ key }) => !faulty.has(key));
  await renameHere(directory, unseen, renameColumns);
  await rememberChecked(directory);
  for (const { key, modified } of [...remote.values(), ...snapshots]) {
    if (faulty.has(key)) continue;
    const path = join(directory, key);
    if (local.get(key)?.modified !== modified) await utimes(path, modified / 1000, modified / 1000);
  }
  for (const stored of manifests)
    if (stored) await writeWhole(join(directory, manifestKey(stored.entity)), stored.text);
  // A manifest that was deleted goes here too: its files are no longer fetched.
  const held = manifests.flatMap((stored) => (stored ? [manifestKey(stored.entity)] : []));
  const wanted = new Set([...remote.keys(), ...snapshots.map(({ key }) => key), ...held]);
  const gone = [...local.keys()].filter((key) => !wanted.has(key));
  await Promise.all(gone.map((key) => rm(join(directory, key), { force: true })));
  const objects = remote.size + snapshots.length;
  return { objects, fetched: missing.length, removed: gone.length, unreadable: [...unreadable, ...damaged] };
}

async function listHistory(origin: HistoryOrigin): Promise<ReadonlyMap<string, HistoryObject>> {
  const listing = (await listObjects(origin, HISTORY_PREFIX)).filter(({ key }) => HISTORY_KEY.test(key));
  return new Map(listing.map((object) => [object.key, object]));
}

async function listObjects({ client, bucket }: HistoryOrigin, Prefix: string): Promise<readonly HistoryObject[]> {
  const objects: HistoryObject[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix })) {
    for (const { Key, Size = 0, LastModified } of page.Contents ?? []) {
      if (Key !== undefined) {
        objects.push({ key: Key, bytes: Size, modified: LastModified?.getTime() ?? 0 });
      }
    }
  }
  return objects;
}

/** An entity's history files below a directory. */
export async function localHistory(directory: string, entity: string): Promise<readonly HistoryObject[]> {
  const files = await listFiles(directory, `${HISTORY_PREFIX}entity=${entity}/`);
  return files.filter(({ key }) => HISTORY_KEY.test(key));
}

async function listFiles(directory: string, prefix: string): Promise<readonly HistoryObject[]> {
  const root = join(directory, prefix);
  await mkdir(root, { recursive: true });
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  // Another mirror's half-written files come and go.
  const whole = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.part'));
  const paths = whole.map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    paths.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      const key = relative(directory, path).split(sep).join('/');
      return { key, bytes: size, modified: Math.floor(mtimeMs) };
    }),
  );
}

async function fetchManifest(
  origin: HistoryOrigin,
  entity: string,
): Promise<{ readonly entity: string; readonly files: Manifest['files']; readonly text: string } | undefined> {
  try {
    const text = Buffer.from(await bytesOf(origin, manifestKey(entity))).toString();
    return { entity, files: filesIn(entity, text), text };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** One that cannot be used names no files: whoever makes its entity's views says so, of that entity alone. */
function filesIn(entity: string, text: string): Manifest['files'] {
  return manifestFault(entity, text) === undefined ? (JSON.parse(text) as Manifest).files : [];
}

async function fetchObject(origin: HistoryOrigin, key: string, directory: string): Promise<void> {
  await writeWhole(join(directory, key), await bytesOf(origin, key));
}

export async function bytesOf({ client, bucket }: HistoryOrigin, key: string): Promise<Uint8Array> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (Body === undefined) throw new Error(`s3://${bucket}/${key} came without a body`);
  return Body.transformToByteArray();
}

/** Appears whole or not at all: a reader never sees half a file, whoever else mirrors into the same directory. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${randomUUID()}.part`;
  await writeFile(part, content);
  await rename(part, path);
}
