/** Keeps the records of voided changes beside the files that DuckDB reads. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NoSuchKey } from '@aws-sdk/client-s3';
import { parseVoided, voidedKey, type VoidedChange } from '../../domain/change/voided.ts';
import { bytesOf, writeWhole, type HistoryOrigin } from './mirror.ts';

/** Takes in the records of the bucket. */
export async function mirrorVoided(
  origin: HistoryOrigin,
  directory: string,
  entities: readonly string[],
): Promise<void> {
  await Promise.all(
    entities.map(async (entity) => {
      const path = join(directory, voidedKey(entity));
      try {
        await writeWhole(path, await bytesOf(origin, voidedKey(entity)));
      } catch (error) {
        if (!(error instanceof NoSuchKey)) throw error;
        await rm(path, { force: true });
      }
    }),
  );
}

/** @throws HeadwaterError HW_VOIDED_DAMAGED for a record that cannot be read: without it false changes would be believed again */
export async function voidedBelow(directory: string, entity: string): Promise<readonly VoidedChange[]> {
  try {
    return parseVoided(entity, await readFile(join(directory, voidedKey(entity)), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
