/** Proof by search: every store is read through, and none asked whether it knows. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { indicesBehind } from '../../shared/adapters/opensearch/indices.ts';
import { writeAlias } from '../../shared/adapters/opensearch/names.ts';
import { scanIndex } from '../../shared/adapters/opensearch/read-documents.ts';
import { chunks } from '../../shared/domain/chunks.ts';
import { CLAIM_PREFIX } from '../../shared/domain/claim.ts';
import type { BucketFiles } from '../../shared/ports/bucket-files.ts';
import { withFilesAtHand } from '../../shared/runtime/erasure/files-at-hand.ts';
import { partFiles } from '../../shared/runtime/erasure/find-rows.ts';
import { collectLetters } from '../letters/collect.ts';
import { sourceName } from '../letters/letter.ts';
import { RESULTS_PREFIX } from './erase.ts';
import { searchFor, type Sought, type StoreCount, type TextSearch } from './text-search.ts';
import type { CopyAccess, ForgetTarget } from './target.ts';

const MOST_LETTERS = 100_000;
const GETS = { count: 16, bytes: Infinity };
/** Files that DuckDB opens at a time. */
const FILES = { count: 1_000, bytes: Infinity };

export async function searchStores(
  target: ForgetTarget,
  sought: Sought,
  signal: AbortSignal,
): Promise<readonly StoreCount[]> {
  const search = searchFor(sought);
  // Rows first: they tell which texts other rows have as well.
  await searchIndices(target, search);
  if (target.copy) {
    await searchCopy(target, target.copy, search);
    await searchMirror(target, target.copy, search);
  }
  await searchObjects('large rows', target.claims, CLAIM_PREFIX, search);
  if (target.copy) await searchObjects('athena-results', target.copy.files, RESULTS_PREFIX, search);
  await searchLetters(target, search, signal);
  return search.counts();
}

async function searchIndices({ search, entity, address }: ForgetTarget, found: TextSearch): Promise<void> {
  if (!search) return;
  for (const { name } of search.entities) {
    await search.store.refresh(name);
    for (const index of await indicesBehind(search.client, writeAlias(name))) {
      found.store(`index ${index}`);
      for await (const { key, row } of scanIndex(search.client, index)) {
        found.addRow(`index ${index}`, JSON.stringify(row), name === entity.name && key === address.key);
      }
    }
  }
}

async function searchCopy({ entity, address }: ForgetTarget, copy: CopyAccess, found: TextSearch): Promise<void> {
  for (const { name } of copy.entities) {
    for (const part of ['history', 'current', 'compaction'] as const) {
      const store = `${part} ${name}`;
      found.store(store);
      await withFilesAtHand(copy.files, await partFiles(copy.files, part, name), async (some) => {
        const paths = some.map(({ path }) => path);
        const key = name === entity.name ? address.key : undefined;
        found.addCounts(store, await copy.engine.count(paths, key, found.texts));
      });
    }
  }
}

async function searchMirror(target: ForgetTarget, { mirror, entities, engine }: CopyAccess, found: TextSearch) {
  if (mirror === undefined) return;
  const store = "this machine's copy";
  found.store(store);
  for (const { name } of entities) {
    for (const folder of [`history/entity=${name}`, `current/entity=${name}`]) {
      const names = await readdir(join(mirror, folder), { recursive: true }).catch(() => []);
      const paths = names.filter((path) => path.includes('.parquet')).map((path) => join(mirror, folder, path));
      for (const some of chunks(paths, () => 0, FILES)) {
        const key = name === target.entity.name ? target.address.key : undefined;
        found.addCounts(store, await engine.count(some, key, found.texts));
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
async function searchLetters({ session }: ForgetTarget, found: TextSearch, signal: AbortSignal): Promise<void> {
  const { walked } = await collectLetters(
    session,
    {},
    {
      limit: MOST_LETTERS,
      signal,
      onLetter: ({ source, body }) => found.addText(`dead letters: ${sourceName(source)}`, body),
    },
  );
  for (const { source } of walked) found.store(`dead letters: ${sourceName(source)}`);
}
