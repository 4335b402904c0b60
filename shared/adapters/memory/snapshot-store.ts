import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HeadwaterError } from '../../domain/errors.ts';
import { readManifest } from '../../dialects/s3/read-manifest.ts';
import { manifestKey, snapshotFolder } from '../../dialects/s3/snapshot-key.ts';
import { athenaPointers } from '../../dialects/s3/snapshot-reach.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';

export interface StoredObject {
  readonly body: Uint8Array;
  /** Epoch milliseconds. */
  readonly modified: number;
}

/** @param objects by key: history is put in there, and snapshots lie beside it, as in a bucket */
export function createMemorySnapshotStore(objects: Map<string, StoredObject>, now = Date.now): SnapshotStore {
  const put = (key: string, body: Uint8Array) => objects.set(key, { body, modified: now() });
  const get = (key: string): Uint8Array => {
    const object = objects.get(key);
    if (!object) throw new HeadwaterError('HW_SNAPSHOT_UNAVAILABLE', `${key} could not be read: it is not there`);
    return object.body;
  };
  const tagOf = (key: string): string | undefined => tagFor(objects.get(key));

  return {
    history: (entity, modifiedAfter, wanted = () => true) =>
      Promise.resolve(
        [...objects]
          .filter(([key, { modified }]) => key.startsWith(`history/entity=${entity}/`) && modified > modifiedAfter)
          .map(([key, { body, modified }]) => ({ key, bytes: body.byteLength, modified }))
          .filter(wanted),
      ),
    manifest: (entity) => {
      const tag = tagOf(manifestKey(entity));
      if (tag === undefined) return Promise.resolve(undefined);
      const text = Buffer.from(get(manifestKey(entity))).toString();
      return Promise.resolve().then(() => ({ manifest: readManifest(entity, text), tag }));
    },
    publish: (manifest, replaces) => {
      const key = manifestKey(manifest.entity);
      if (tagOf(key) !== replaces) {
        return Promise.reject(new HeadwaterError('HW_SNAPSHOT_OVERTAKEN', `${key} was replaced by another compaction`));
      }
      put(key, Buffer.from(JSON.stringify(manifest)));
      for (const pointer of athenaPointers(manifest, (file) => file)) put(pointer.key, Buffer.from(pointer.text));
      return Promise.resolve();
    },
    recall: (key) => Promise.resolve(objects.has(key) ? json(get(key)) : undefined),
    remember: (key, value) => {
      put(key, Buffer.from(JSON.stringify(value)));
      return Promise.resolve();
    },
    async download(keys, directory) {
      await mkdir(directory, { recursive: true });
      return Promise.all(
        keys.map(async (key, index) => {
          const path = join(directory, `${index}-${basename(key)}`);
          await writeFile(path, get(key));
          return path;
        }),
      );
    },
    async upload(path, key) {
      const body = await readFile(path);
      put(key, body);
      return body.byteLength;
    },
    size: (key) => Promise.resolve(objects.get(key)?.body.byteLength),
    remove: (keys) => {
      for (const key of keys) objects.delete(key);
      return Promise.resolve();
    },
    sweep: (entity, keep, before) => Promise.resolve(sweep(objects, entity, keep, before)),
  };
}

function sweep(objects: Map<string, StoredObject>, entity: string, keep: ReadonlySet<string>, before: number): number {
  const folder = `${snapshotFolder(entity)}bucket=`;
  const gone = [...objects].filter(
    ([key, { modified }]) => key.startsWith(folder) && !keep.has(key) && modified < before,
  );
  for (const [key] of gone) objects.delete(key);
  return gone.length;
}

function tagFor(object: StoredObject | undefined): string | undefined {
  return object && createHash('md5').update(object.body).digest('hex');
}

function json(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString());
}
