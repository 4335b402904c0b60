/** Proof by search: every store is read through, and none asked whether it knows. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { physicalIndicesOf, scanIndex } from '../../shared/adapters/opensearch/physical-index.ts';
import { chunks } from '../../shared/domain/delivery/chunks.ts';
import { CLAIM_PREFIX } from '../../shared/domain/change/claim.ts';
import type { BucketFiles } from '../../shared/ports/bucket-files.ts';
import { withFilesAtHand } from '../../shared/runtime/erasure/files-at-hand.ts';
import { partFiles } from '../../shared/runtime/erasure/find-rows.ts';
import { collectLetters } from '../letters/collect.ts';
import { sourceName } from '../letters/letter.ts';
import { RESULTS_PREFIX } from './erase.ts';
import { searchFor, type Sought, type StoreCount, type TextSearch } from './text-search.ts';
import type { CopyAccess, ForgetTarget, Stores } from './target.ts';

const MOST_LETTERS = 100_000;
const GETS = { count: 16, bytes: Infinity };
/** Files that DuckDB opens at a time. */
const FILES = { count: 1_000, bytes: Infinity };

/** @param targets of one deployment: whose rows are own */
export async function searchStores(
  stores: Stores,
  targets: readonly ForgetTarget[],
  sought: Sought,
  signal: AbortSignal,
): Promise<readonly StoreCount[]> {
  const ownKeys = (entity: string): readonly string[] =>
    targets.filter((target) => target.entity.name === entity).map(({ address }) => address.key);
  const search = searchFor(sought);
  // Rows first: they tell which texts other rows have as well.
  await searchIndices(stores, ownKeys, search);
  if (stores.copy) {
    await searchCopy(stores.copy, ownKeys, search);
    await searchMirror(stores.copy, ownKeys, search);
  }
  await searchObjects('large rows', stores.claims, CLAIM_PREFIX, search);
  if (stores.copy) await searchObjects('athena-results', stores.copy.files, RESULTS_PREFIX, search);
  await searchLetters(stores, search, signal);
  return search.counts();
}

type OwnKeys = (entity: string) => readonly string[];

async function searchIndices({ search }: Stores, ownKeys: OwnKeys, found: TextSearch): Promise<void> {
  if (!search) return;
  for (const { name } of search.entities) {
    const own = new Set(ownKeys(name));
    await search.store.refresh(name);
    for (const index of await physicalIndicesOf(search.client, name)) {
      found.store(`index ${index}`);
      for await (const { key, row } of scanIndex(search.client, index)) {
        found.addRow(`index ${index}`, JSON.stringify(row), own.has(key));
      }
    }
  }
}

async function searchCopy(copy: CopyAccess, ownKeys: OwnKeys, found: TextSearch): Promise<void> {
  for (const { name } of copy.entities) {
    for (const part of ['history', 'current', 'compaction'] as const) {
      const store = `${part} ${name}`;
      found.store(store);
      await withFilesAtHand(copy.files, await partFiles(copy.files, part, name), async (some) => {
        const paths = some.map(({ path }) => path);
        found.addCounts(store, await copy.engine.count(paths, ownKeys(name), found.texts));
      });
    }
  }
}

async function searchMirror(
  { mirror, entities, engine }: CopyAccess,
  ownKeys: OwnKeys,
  found: TextSearch,
): Promise<void> {
  if (mirror === undefined) return;
  const store = "this machine's copy";
  found.store(store);
  for (const { name } of entities) {
    for (const folder of [`history/entity=${name}`, `current/entity=${name}`]) {
      const names = await readdir(join(mirror, folder), { recursive: true }).catch(() => []);
      const paths = names.filter((path) => path.includes('.parquet')).map((path) => join(mirror, folder, path));
      for (const some of chunks(paths, () => 0, FILES)) {
        found.addCounts(store, await engine.count(some, ownKeys(name), found.texts));
      }
    }
  }
}

async function searchObjects(store: string, files: BucketFiles, prefix: string, found: TextSearch): Promise<void> {
  found.store(store);
  for (const some of chunks(await files.list(prefix), () => 0, GETS)) {
    const bodies = await Promise.all(some.map(({ key }) => files.read(key)));
    for (const body of bodies) if (body) found.addText(store, Buffer.from(body).toString());
  }
}

/** The failures bucket is one of the places where letters lie. */
async function searchLetters({ deployed }: Stores, found: TextSearch, signal: AbortSignal): Promise<void> {
  const { walked } = await collectLetters(
    deployed,
    {},
    {
      limit: MOST_LETTERS,
      signal,
      onLetter: ({ source, body }) => found.addText(`dead letters: ${sourceName(source)}`, body),
    },
  );
  for (const { source } of walked) found.store(`dead letters: ${sourceName(source)}`);
}
