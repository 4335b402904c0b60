/** Everything in an entity's part of the analytics copy that no reader can use. */
import type { Manifest } from '../../domain/history/compaction.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import { HISTORY_PREFIX } from '../../dialects/s3/history-key.ts';
import { foreignName } from '../../dialects/s3/set-aside.ts';
import { manifestKey, snapshotFolder } from '../../dialects/s3/snapshot-key.ts';
import { VOIDED_PREFIX, voidedKey } from '../../domain/change/voided.ts';
import type { BucketFiles, StoredFile } from '../../ports/bucket-files.ts';
import type { ManifestTag, SnapshotStore } from '../../ports/snapshot-store.ts';
import { voidedIn } from '../verify/voided-record.ts';

export interface DamagedObject extends StoredFile {
  readonly because: string;
}

export interface Damage {
  readonly entity: string;
  /** To be set aside. */
  readonly objects: readonly DamagedObject[];
  /** Files of the snapshot that the manifest must no longer name: among the objects, or not there at all. */
  readonly files: readonly { readonly key: string; readonly because: string }[];
  readonly snapshot?: { readonly manifest: Manifest; readonly tag: ManifestTag };
}

/** @param unreadable what readers found: objects of the history, and files of snapshots */
export async function findDamage(
  entity: string,
  unreadable: readonly { readonly key: string; readonly because: string }[],
  { files, snapshots }: { readonly files: BucketFiles; readonly snapshots: Pick<SnapshotStore, 'manifest'> },
): Promise<Damage> {
  const folder = snapshotFolder(entity);
  const prefixes = [`${HISTORY_PREFIX}entity=${entity}/`, folder, `${VOIDED_PREFIX}entity=${entity}/`];
  const listed = (await Promise.all(prefixes.map((prefix) => files.list(prefix)))).flat();
  const reasons = new Map(unreadable.map(({ key, because }) => [key, because]));
  const found = await manifestOf(entity, snapshots);
  const ofRecord = await damagedWhile(['HW_VOIDED_DAMAGED'], () => voidedIn(files, entity));
  if (ofRecord !== undefined) reasons.set(voidedKey(entity), ofRecord);
  const objects = listed.flatMap((object): DamagedObject[] => {
    const isDamaged = object.key === manifestKey(entity) ? found.because : reasons.get(object.key);
    const because = isDamaged ?? foreignName(entity, object.key);
    return because === undefined ? [] : [{ ...object, because }];
  });
  const named = new Set(found.snapshot?.manifest.files.map(({ key }) => key));
  return {
    entity,
    objects,
    files: unreadable.filter(({ key }) => named.has(key)),
    ...(found.snapshot && { snapshot: found.snapshot }),
  };
}

async function manifestOf(
  entity: string,
  snapshots: Pick<SnapshotStore, 'manifest'>,
): Promise<{ readonly snapshot?: Damage['snapshot']; readonly because?: string }> {
  let snapshot: Damage['snapshot'];
  const because = await damagedWhile(['HW_SNAPSHOT_DAMAGED'], async () => {
    snapshot = await snapshots.manifest(entity);
  });
  return { ...(snapshot && { snapshot }), ...(because !== undefined && { because }) };
}

/** @returns the message of an error of these codes */
async function damagedWhile(codes: readonly string[], read: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    if (error instanceof HeadwaterError && codes.includes(error.code)) return error.message;
    throw error;
  }
}
