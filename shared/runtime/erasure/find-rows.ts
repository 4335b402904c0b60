/** Where in the analytics copy a key's rows lie. */
import { tellingTexts, type HeldRow } from '../../domain/history/erasure.ts';
import { COMPACTION_PREFIX, snapshotFolder } from '../../dialects/s3/snapshot-key.ts';
import type { BucketFiles, StoredFile } from '../../ports/bucket-files.ts';
import type { ErasureEngine } from '../../ports/erasure-engine.ts';
import { withFilesAtHand } from './files-at-hand.ts';

export type CopyPart = 'history' | 'current' | 'compaction';

/** An object with rows of the key. */
export interface Holding {
  readonly object: StoredFile;
  readonly rows: readonly HeldRow[];
}

export interface Copy {
  readonly files: BucketFiles;
  readonly engine: ErasureEngine;
}

/** The Parquet files of a part of the copy. */
export async function partFiles(files: BucketFiles, part: CopyPart, entity: string): Promise<readonly StoredFile[]> {
  const prefixes = {
    history: `history/entity=${entity}/`,
    current: `${snapshotFolder(entity)}bucket=`,
    compaction: `${COMPACTION_PREFIX}entity=${entity}/`,
  };
  return (await files.list(prefixes[part])).filter(({ key }) => key.endsWith('.parquet'));
}

export async function findRows(
  { files, engine }: Copy,
  objects: readonly StoredFile[],
  key: string,
): Promise<readonly Holding[]> {
  const holdings: Holding[] = [];
  await withFilesAtHand(files, objects, async (some) => {
    const found = await engine.find(
      some.map(({ path }) => path),
      key,
    );
    for (const [index, { object }] of some.entries()) {
      const rows = found[index] ?? [];
      if (rows.length > 0) holdings.push({ object, rows });
    }
  });
  return holdings;
}

/** The objects among them that have more of the key than tombstones. */
export function withValues(holdings: readonly Holding[]): readonly StoredFile[] {
  return holdings.filter(({ rows }) => rows.some(({ holds }) => holds)).map(({ object }) => object);
}

/** The texts of the key's rows that are worth looking for once they should be gone. */
export async function textsOf(
  { files, engine }: Copy,
  objects: readonly StoredFile[],
  key: string,
): Promise<readonly string[]> {
  const texts = new Set<string>();
  await withFilesAtHand(files, objects, async (some) => {
    const values = await engine.values(
      some.map(({ path }) => path),
      key,
    );
    for (const text of tellingTexts(values, key)) texts.add(text);
  });
  return [...texts];
}
