import { createHash } from 'node:crypto';
import type { BucketFiles } from '../../ports/bucket-files.ts';
import type { StoredObject } from './snapshot-store.ts';

/** @param objects by key, shared with a memory snapshot store: one bucket */
export function createMemoryBucketFiles(objects: Map<string, StoredObject>, now = Date.now): BucketFiles {
  return {
    list: (prefix) =>
      Promise.resolve(
        [...objects]
          .filter(([key]) => key.startsWith(prefix))
          .map(([key, { body, modified }]) => ({ key, bytes: body.byteLength, modified })),
      ),
    read: (key) => Promise.resolve(objects.get(key)?.body),
    look: (key) => {
      const body = objects.get(key)?.body;
      return Promise.resolve(body && { body, tag: tagOf(body) });
    },
    replace: (key, body, tag) => {
      const there = objects.get(key)?.body;
      const isSame = (there && tagOf(there)) === tag;
      if (isSame) objects.set(key, { body, modified: now() });
      return Promise.resolve(isSame);
    },
    write: (key, body) => {
      objects.set(key, { body, modified: now() });
      return Promise.resolve();
    },
    remove: (keys) => {
      for (const key of keys) objects.delete(key);
      return Promise.resolve();
    },
  };
}

function tagOf(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}
