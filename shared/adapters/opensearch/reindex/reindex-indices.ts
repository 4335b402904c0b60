import type { Entity } from '../../../domain/definition/entity.ts';
import { HeadwaterError } from '../../../domain/errors.ts';
import type { SearchClient } from '../client.ts';
import { HIDE_TOMBSTONES, indicesBehind } from '../indices.ts';
import { indexBody, type IndexMeta } from '../../../dialects/opensearch/mapping.ts';
import { numberOf, ownAlias, physicalIndex, readAlias, writeAlias } from '../../../dialects/opensearch/names.ts';
import { ask, failureOf, isNotReady } from '../request.ts';
import type { ReindexState } from './reindex-record.ts';
import { own } from '../../../domain/own.ts';

/** The index that readers see. @throws HeadwaterError HW_SEARCH_NOT_READY when there is none */
export async function liveIndex(client: SearchClient, entity: string): Promise<string> {
  const [index, ...more] = await indicesBehind(client, readAlias(entity));
  if (index !== undefined && more.length === 0) return index;
  throw new HeadwaterError(
    'HW_SEARCH_NOT_READY',
    `alias ${readAlias(entity)} must stand for one index, not ${more.length + 1}`,
  );
}

/** The name of a new index: no other of this entity has it, not even one that was left behind. */
export async function nextIndex(client: SearchClient, entity: string): Promise<string> {
  const present = await indicesBehind(client, writeAlias(entity));
  for (let number = Math.max(...present.map(numberOf)) + 1; ; number += 1) {
    const index = physicalIndex(entity, number);
    if (!(await metaOf(client, index))) return index;
  }
}

/**
 * Makes the new index, which writers feed from then on beside the live one. The live one is marked before: what a change
 * comes to is decided by it alone. Safe to repeat.
 */
export async function makeBeside(client: SearchClient, entity: Entity, { id, from, to }: ReindexState): Promise<void> {
  const write = writeAlias(entity.name);
  await alias(client, [{ add: { index: from, alias: write, is_write_index: true } }]);
  const aliases = { [write]: { is_write_index: false }, [ownAlias(to)]: {} };
  try {
    await ask(client, { method: 'PUT', path: `/${to}`, body: { ...indexBody(entity, id), aliases } });
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.kind !== 'refused') throw error;
    if ((await metaOf(client, to))?.headwater?.reindex === id) return;
    throw new HeadwaterError('HW_CONFIG', `search index ${to} cannot be made: ${failure.detail}`, { cause: error });
  }
}

/** Readers see `to` instead of `from`, in one step; both are fed as before. Safe to repeat. */
export async function moveAlias(client: SearchClient, entity: string, from: string, to: string): Promise<void> {
  if ((await liveIndex(client, entity)) === to) return;
  const [read, write] = [readAlias(entity), writeAlias(entity)];
  // Readers of the old index have seen what was written until its last refresh: the new one must show as much.
  await ask(client, { method: 'POST', path: `/${to}/_refresh` });
  await alias(client, [
    { remove: { index: from, alias: read, must_exist: true } },
    { add: { index: to, alias: read, filter: HIDE_TOMBSTONES } },
    { add: { index: from, alias: write, is_write_index: false } },
    { add: { index: to, alias: write, is_write_index: true } },
  ]);
}

/** Removes an index with its aliases; writers that still know it look anew. Safe to repeat. @throws when readers see it */
export async function dropIndex(client: SearchClient, entity: string, index: string): Promise<void> {
  if ((await liveIndex(client, entity)) === index) {
    throw new HeadwaterError('HW_REINDEX_UNDERWAY', `search index ${index} is the one that readers see: it stays`);
  }
  try {
    await ask(client, { method: 'DELETE', path: `/${index}` });
  } catch (error) {
    if (!isNotReady(error)) throw error;
  }
}

/** Documents, tombstones included. */
export async function countDocuments(client: SearchClient, index: string): Promise<number> {
  return (await ask<{ readonly count: number }>(client, { method: 'GET', path: `/${index}/_count` })).count;
}

async function metaOf(client: SearchClient, index: string): Promise<IndexMeta | undefined> {
  type Answer = Readonly<Record<string, { readonly mappings?: { readonly _meta?: IndexMeta } }>>;
  try {
    const answer = await ask<Answer>(client, { method: 'GET', path: `/${index}/_mapping` });
    return own(answer, index)?.mappings?._meta ?? {};
  } catch (error) {
    if (isNotReady(error)) return undefined;
    throw error;
  }
}

async function alias(client: SearchClient, actions: readonly object[]): Promise<void> {
  await ask(client, { method: 'POST', path: '/_aliases', body: { actions } });
}
