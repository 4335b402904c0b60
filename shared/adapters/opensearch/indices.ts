import type { Entity } from '../../domain/definition/entity.ts';
import { MOST_FIELDS } from '../../domain/definition/index-limits.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import type { ReindexDue } from '../../ports/search-store.ts';
import type { SearchClient } from './client.ts';
import { differencesOf, type IndexDifference } from './index-difference.ts';
import { indexBody, mappings, searchedFields, SYNC, unsearchedFields } from '../../dialects/opensearch/mapping.ts';
import type { IndexMending } from './index-problems.ts';
import { isForAPerson, mendingsOf, problemsOf } from './index-problems.ts';
import { readIndices } from './index-state.ts';
import { numberOf, ownAlias, physicalIndex, readAlias, writeAlias } from '../../dialects/opensearch/names.ts';
import { ask, failureOf, isNotReady } from './request.ts';

export const HIDE_TOMBSTONES = { bool: { must_not: { term: { [`${SYNC}.del`]: true } } } };

/** Two that clear or prepare at the same time get in each other's way at most this often. */
const TRIES = 5;

/** The physical indices behind an alias. @throws HeadwaterError HW_SEARCH_NOT_READY when there is no such alias. */
export async function indicesBehind(client: SearchClient, alias: string): Promise<readonly string[]> {
  const found = await ask<Readonly<Record<string, object>>>(client, { method: 'GET', path: `/_alias/${alias}` });
  return Object.keys(found).sort();
}

/**
 * Makes the entity's first index with its aliases, puts aliases back that are gone, or adds new fields to the mapping of the
 * existing indices. Two that do this at the same time both succeed: an index is created together with its aliases, in one step.
 *
 * @returns what the existing index cannot take in place: it goes on as it is until a reindex
 * @throws HeadwaterError HW_SEARCH_NOT_READY when a person must choose or open an index first
 */
export async function prepareIndex(client: SearchClient, entity: Entity): Promise<ReindexDue | undefined> {
  const found = await readIndices(client, entity.name);
  for (const mending of mendingsOf(found)) {
    switch (mending.do) {
      case 'make':
        if (await createIndex(client, entity, 1, allAliases(entity.name, 1))) return undefined;
        break;
      case 'alias':
        await putAliases(client, entity.name, mending);
        break;
      // Not by a deploy: somebody closed it, or readers would see less.
      case 'open':
      case 'set aside':
    }
  }
  const [left] = problemsOf(await readIndices(client, entity.name)).filter(isForAPerson);
  if (left)
    throw new HeadwaterError('HW_SEARCH_NOT_READY', `search index of ${entity.name}: ${left.problem}. ${left.next}`);
  for (const [index, difference] of await differencesOf(client, entity)) {
    await addFields(client, entity, index, difference);
  }
  return findReindexDue(client, entity);
}

/** Why a reindex of the entity is due. One that is under way to what is declared now is due no longer. */
export async function findReindexDue(client: SearchClient, entity: Entity): Promise<ReindexDue | undefined> {
  const differences = [...(await differencesOf(client, entity))];
  const live = differences.length > 1 ? (await indicesBehind(client, readAlias(entity.name)))[0] : differences[0]?.[0];
  const why = differences.find(([index]) => index === live)?.[1].due ?? [];
  const underWay = differences.some(([index, { due }]) => index !== live && due.length === 0);
  return live === undefined || why.length === 0 || underWay ? undefined : { entity: entity.name, index: live, why };
}

/**
 * Makes an empty index and puts it in the place of the old ones, which are deleted: in one step, so that readers and writers
 * find one at any time. Bulks in flight are lost with the old index.
 *
 * @throws HeadwaterError HW_REINDEX_UNDERWAY while there are two: the reindex would be torn off.
 */
export async function replaceIndex(client: SearchClient, entity: Entity): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const old = await physicalIndicesIfAny(client, entity.name);
    if (old.length > 1) {
      const message = `entity ${entity.name} cannot be cleared: a reindex is under way (${old.join(', ')})`;
      throw new HeadwaterError('HW_REINDEX_UNDERWAY', message);
    }
    const next = Math.max(0, ...old.map(numberOf)) + attempt;
    if (await createIndex(client, entity, next, [])) {
      if (await swap(client, entity.name, old, next)) return;
      await ask(client, { method: 'DELETE', path: `/${physicalIndex(entity.name, next)}` });
    }
    if (attempt === TRIES) {
      const message = `search index of ${entity.name}: someone else keeps replacing it at the same time`;
      throw new HeadwaterError('HW_SEARCH_UNAVAILABLE', message);
    }
  }
}

async function physicalIndicesIfAny(client: SearchClient, entity: string): Promise<readonly string[]> {
  try {
    return await indicesBehind(client, writeAlias(entity));
  } catch (error) {
    if (isNotReady(error)) return [];
    throw error;
  }
}

/** Puts back what an index lacks; what is there already stays as it is. */
export async function putAliases(
  client: SearchClient,
  entity: string,
  { index, read, write }: Extract<IndexMending, { do: 'alias' }>,
): Promise<void> {
  const [reads, ...writes] = allAliases(entity, numberOf(index));
  for (const [alias, definition] of [...(write ? writes : []), ...(read && reads ? [reads] : [])]) {
    await ask(client, { method: 'PUT', path: `/${index}/_alias/${alias}`, body: definition });
  }
}

type AliasDefinition = readonly [name: string, definition: object];

function allAliases(entity: string, number: number): readonly AliasDefinition[] {
  return [
    [readAlias(entity), { filter: HIDE_TOMBSTONES }],
    [writeAlias(entity), {}],
    [ownAlias(physicalIndex(entity, number)), {}],
  ];
}

/** @returns false when an old index is gone: someone else replaced it. */
async function swap(client: SearchClient, entity: string, old: readonly string[], next: number): Promise<boolean> {
  const index = physicalIndex(entity, next);
  const actions = [
    ...old.map((name) => ({ remove_index: { index: name } })),
    ...allAliases(entity, next).map(([alias, definition]) => ({ add: { index, alias, ...definition } })),
  ];
  try {
    await ask(client, { method: 'POST', path: '/_aliases', body: { actions } });
    return true;
  } catch (error) {
    if (isNotReady(error)) return false;
    throw error;
  }
}

/** @returns false when the index exists already. */
async function createIndex(
  client: SearchClient,
  entity: Entity,
  number: number,
  aliases: readonly AliasDefinition[],
): Promise<boolean> {
  const index = physicalIndex(entity.name, number);
  try {
    const body = { ...indexBody(entity), aliases: Object.fromEntries(aliases) };
    await ask(client, { method: 'PUT', path: `/${index}`, body });
    return true;
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.kind !== 'refused') throw error;
    if (failure.detail.includes('resource_already_exists_exception')) return false;
    throw new HeadwaterError('HW_CONFIG', `search index ${index} cannot be made: ${failure.detail}`, { cause: error });
  }
}

/** Everything else stays as it is: only then does a later look still see what is due. */
async function addFields(
  client: SearchClient,
  entity: Entity,
  index: string,
  { additions, due, fieldCount, searched, meta }: IndexDifference,
): Promise<void> {
  const { dynamic } = mappings(entity);
  const unsearched = [...new Set([...(meta?.headwater?.unsearched ?? []), ...unsearchedFields(entity)])];
  const body = { _meta: { headwater: { ...meta?.headwater, unsearched } }, dynamic, properties: additions };
  // The definition keeps to the limit; what it declared once and the index still has comes on top, until a reindex.
  if (fieldCount > MOST_FIELDS) await changeSettings(client, index, { 'mapping.total_fields.limit': fieldCount });
  await ask(client, { method: 'PUT', path: `/${index}/_mapping`, body });
  const declared = searchedFields(entity);
  // While a reindex is due, a field that will be no text is text in this index: it is searched as before.
  const before = due.length === 0 ? [] : searched;
  const fields = [...new Set([...declared, ...before])];
  if (fields.length === 0) return;
  await changeSettings(client, index, { 'query.default_field': fields });
}

async function changeSettings(client: SearchClient, index: string, settings: object): Promise<void> {
  await ask(client, { method: 'PUT', path: `/${index}/_settings`, body: { index: settings } });
}
