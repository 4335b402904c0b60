/** Moves objects to where nobody reads, and back: first the copy, looked at, then the original goes. */
import { HeadwaterError } from '../../domain/errors.ts';
import { recordKey, SET_ASIDE_PREFIX, setAsideKey, type SetAsideRecord } from '../../dialects/s3/set-aside.ts';
import type { BucketFiles, StoredFile } from '../../ports/bucket-files.ts';

export interface SetAside extends SetAsideRecord {
  /** Where it lies now. */
  readonly place: string;
}

/**
 * @param object as it was looked at
 * @throws HeadwaterError HW_BUCKET_UNAVAILABLE when it was replaced since: nothing was moved
 */
export async function setAside(
  files: BucketFiles,
  object: StoredFile & { readonly because: string },
  now: () => number,
): Promise<SetAside | undefined> {
  const { key, because } = object;
  const body = await files.read(key);
  if (body === undefined) return undefined; // another run was faster
  const [found] = (await files.list(key)).filter((one) => one.key === key);
  if (found?.modified !== object.modified || found.bytes !== object.bytes || found.bytes !== body.byteLength)
    throw new HeadwaterError('HW_BUCKET_UNAVAILABLE', `${key} was replaced since it was looked at, and stays`);
  const place = setAsideKey(key, body);
  const record: SetAsideRecord = { key, bytes: body.byteLength, because, at: new Date(now()).toISOString() };
  await files.write(recordKey(place), Buffer.from(JSON.stringify(record)));
  await copyTo(files, place, body);
  await files.remove([key]);
  return { ...record, place };
}

/** What was set aside and not brought back, oldest first. */
export async function listSetAside(files: BucketFiles): Promise<readonly SetAside[]> {
  const objects = await files.list(SET_ASIDE_PREFIX);
  const there = new Set(objects.map(({ key }) => key));
  const found: SetAside[] = [];
  for (const { key } of objects) {
    const place = key.replace(/\.json$/, '');
    if (!key.endsWith('.json') || !there.has(place)) continue;
    const record = await files.read(key);
    if (record) found.push({ ...(JSON.parse(Buffer.from(record).toString()) as SetAsideRecord), place });
  }
  return found.toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** @throws HeadwaterError HW_BUCKET_UNAVAILABLE when something else lies in its place by now */
export async function bringBack(files: BucketFiles, { key, place }: SetAside): Promise<void> {
  const [body, there] = [await files.read(place), await files.read(key)];
  if (body === undefined) throw new HeadwaterError('HW_BUCKET_UNAVAILABLE', `${place} is not there any more`);
  if (there !== undefined && Buffer.compare(there, body) !== 0)
    throw new HeadwaterError('HW_BUCKET_UNAVAILABLE', `something else lies at ${key}: set it aside first`);
  await copyTo(files, key, body);
  await files.remove([place, recordKey(place)]);
}

async function copyTo(files: BucketFiles, key: string, body: Uint8Array): Promise<void> {
  await files.write(key, body);
  const [copy] = (await files.list(key)).filter((one) => one.key === key);
  if (copy?.bytes !== body.byteLength)
    throw new HeadwaterError('HW_BUCKET_UNAVAILABLE', `${key} was not written whole, and the original stays`);
}
