import { readVoided, voidedKey, type VoidedChange } from '../../domain/voided.ts';
import type { BucketFiles } from '../../ports/bucket-files.ts';

/** An entity's changes that are known to be false. @throws Error for a record that cannot be read */
export async function voidedIn(files: BucketFiles, entity: string): Promise<readonly VoidedChange[]> {
  const body = await files.read(voidedKey(entity));
  return readVoided(entity, body && JSON.parse(Buffer.from(body).toString()));
}
