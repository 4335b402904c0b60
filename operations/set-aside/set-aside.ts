import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { findDamage, type Damage } from '../../shared/runtime/set-aside/find-damage.ts';
import { mendDamage, type CopyStores } from '../../shared/runtime/set-aside/mend.ts';
import { bringBack, listSetAside, type SetAside } from '../../shared/runtime/set-aside/move.ts';
import { mirrorOf } from '../analytics/mirror.ts';
import { analyticsOf } from '../analytics/open-questions.ts';
import type { Deployed } from '../deployed.ts';
import { noSuch } from '../no-such.ts';
import { OperationError } from '../operation-error.ts';

export interface SetAsideReport {
  readonly damages: readonly Damage[];
  readonly moved: readonly SetAside[];
  /** All that lies aside, of earlier times too. */
  readonly setAside: readonly SetAside[];
}

/**
 * Looks for what nobody can read in the analytics copy, and takes it away.
 * @param entity @default all
 */
export async function setAsideDamage(
  deployed: Deployed,
  { entity, dry }: { readonly entity?: string | undefined; readonly dry: boolean },
): Promise<SetAsideReport> {
  const { bucket } = analyticsOf(deployed);
  const files = createS3BucketFiles(deployed.clients.s3, bucket);
  const snapshots = createS3SnapshotStore({ client: deployed.clients.s3, bucket });
  const damages = await look(deployed, entity, { files, snapshots });
  const moved: SetAside[] = [];
  for (const damage of dry ? [] : damages) moved.push(...(await mendDamage(damage, { files, snapshots }, Date.now)));
  return { damages, moved, setAside: await listSetAside(files) };
}

/** What readers cannot use they find themselves, when they fetch it: the same files, the same reasons. */
async function look(deployed: Deployed, name: string | undefined, stores: CopyStores): Promise<readonly Damage[]> {
  const all = analyticsEntities(deployed.definition);
  const entities = all.filter((entity) => name === undefined || entity.name === name);
  if (entities.length === 0)
    throw noSuch(
      'entity',
      name ?? '',
      all.map((entity) => entity.name),
    );
  const { bucket } = analyticsOf(deployed);
  const directory = mirrorOf(deployed, bucket);
  const history = await openHistory({ directory, entities: all, origin: { client: deployed.clients.s3, bucket } });
  try {
    const unreadable = history.unreadable();
    return await Promise.all(entities.map((entity) => findDamage(entity.name, unreadable, stores)));
  } finally {
    history.close();
  }
}

/**
 * Puts an object back to its place.
 * @param key where it lies, or lay
 * @throws OperationError when it is none, or several
 */
export async function putBack(deployed: Deployed, key: string, { dry }: { readonly dry: boolean }): Promise<SetAside> {
  const { bucket } = analyticsOf(deployed);
  const files = createS3BucketFiles(deployed.clients.s3, bucket);
  const aside = await listSetAside(files);
  const chosen = aside.filter((one) => one.key === key || one.place === key);
  const [only, ...others] = chosen;
  if (!only || others.length > 0) {
    const places = (chosen.length > 0 ? chosen : aside).map((one) => `${one.place} (${plainText(one.key)})`).join(', ');
    throw new OperationError(
      only
        ? `Several objects from ${plainText(key)} lie aside.`
        : `Nothing that was set aside lay at ${plainText(key)}.`,
      `Name one of: ${places || 'nothing lies aside'}.`,
    );
  }
  if (!dry) await bringBack(files, only);
  return only;
}
