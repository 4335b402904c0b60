import { HeadwaterError } from '../../domain/errors.ts';
import { parseVoided, voidedKey, withVoided, type VoidedChange } from '../../domain/change/voided.ts';
import type { BucketFiles } from '../../ports/bucket-files.ts';

/** An entity's changes that are known to be false. @throws HeadwaterError HW_VOIDED_DAMAGED for a record that cannot be read */
export async function voidedIn(files: BucketFiles, entity: string): Promise<readonly VoidedChange[]> {
  const body = await files.read(voidedKey(entity));
  return parseVoided(entity, body && Buffer.from(body).toString());
}

/** Repairs that run at once are few. */
const TRIES = 5;

/**
 * Adds some to the record. Of two repairs at once neither loses what the other wrote.
 *
 * @throws HeadwaterError HW_VOIDED_DAMAGED, HW_BUCKET_UNAVAILABLE: nothing was written
 */
export async function recordVoided(files: BucketFiles, entity: string, more: readonly VoidedChange[]): Promise<void> {
  const key = voidedKey(entity);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const found = await files.look(key);
    const former = parseVoided(entity, found && Buffer.from(found.body).toString());
    const body = Buffer.from(JSON.stringify(withVoided(entity, former, more)));
    if (await files.replace(key, body, found?.tag)) return;
  }
  throw new HeadwaterError('HW_BUCKET_UNAVAILABLE', `${key} was replaced by others again and again`);
}
