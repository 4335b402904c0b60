/** Takes away what was found to be damaged; readers never ask for what has gone. */
import { mendedManifest } from '../../domain/history/mended-manifest.ts';
import type { BucketFiles } from '../../ports/bucket-files.ts';
import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import type { Damage } from './find-damage.ts';
import { setAside, type SetAside } from './move.ts';

export interface CopyStores {
  readonly files: BucketFiles;
  readonly snapshots: Pick<SnapshotStore, 'manifest' | 'publish'>;
}

/**
 * The manifest first: from then on no reader asks for a file that goes.
 *
 * @throws HeadwaterError HW_SNAPSHOT_OVERTAKEN, HW_BUCKET_UNAVAILABLE: look again; what was moved is moved
 */
export async function mendDamage(
  { files: damaged, snapshot, objects }: Damage,
  { files, snapshots }: CopyStores,
  now: () => number,
): Promise<readonly SetAside[]> {
  if (snapshot && damaged.length > 0) {
    const gone = new Set(damaged.map(({ key }) => key));
    await snapshots.publish(mendedManifest(snapshot.manifest, gone, new Date(now()).toISOString()), snapshot.tag);
  }
  const moved: SetAside[] = [];
  for (const object of objects) {
    const one = await setAside(files, object, now);
    if (one) moved.push(one);
  }
  return moved;
}
