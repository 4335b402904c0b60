/** What stands in OpenSearch for an entity: its physical indices, and what its aliases stand for. */
import { own } from '../../domain/own.ts';
import type { SearchClient } from './client.ts';
import { numberOf, ownAlias, physicalIndex, readAlias, writeAlias } from '../../dialects/opensearch/names.ts';
import { ask, isNotReady } from './request.ts';

export interface PhysicalIndex {
  readonly name: string;
  readonly closed: boolean;
  /** What it refuses: `write`, `read_only`, `read_only_allow_delete` (OpenSearch's own names, without `index.blocks.`). */
  readonly blocks: readonly string[];
  /** Writers name an index by an alias of its own (see names.ts). */
  readonly hasOwnAlias: boolean;
}

export interface EntityIndices {
  readonly entity: string;
  /** In the order of their numbers; also one that no alias names. */
  readonly physical: readonly PhysicalIndex[];
  /** Indices behind the read alias. */
  readonly read: readonly string[];
  /** Whether the read alias hides tombstones in all of them. */
  readonly hidesTombstones: boolean;
  /** Indices behind the write alias; `marked` is the one that a reindex calls live. */
  readonly write: readonly string[];
  readonly marked: string | undefined;
  /** Of several indices behind the read alias, the one with most documents. */
  readonly fullest?: string | undefined;
}

interface AliasEntry {
  readonly is_write_index?: boolean;
  readonly filter?: object;
}

interface IndexAnswer {
  readonly aliases?: Readonly<Record<string, AliasEntry>>;
  readonly settings?: Readonly<Record<string, string>>;
}

type Answer = Readonly<Record<string, IndexAnswer>>;

/** @throws HeadwaterError HW_SEARCH_UNAVAILABLE */
export async function readIndices(client: SearchClient, entity: string): Promise<EntityIndices> {
  const [aliased, set, read, write] = await Promise.all([
    // Closed ones too: wildcards pass them over otherwise.
    askOrNothing(client, `/${entity}-*/_alias`, { expand_wildcards: 'open,closed' }),
    askOrNothing(client, `/${entity}-*/_settings`, { expand_wildcards: 'open,closed', flat_settings: true }),
    askOrNothing(client, `/_alias/${readAlias(entity)}`),
    askOrNothing(client, `/_alias/${writeAlias(entity)}`),
  ]);
  // `film-*` is also an index of the entity `film-copy`.
  const names = Object.keys(set).filter((name) => name === physicalIndex(entity, numberOf(name)));
  const entries = (found: Answer, alias: string): readonly (readonly [string, AliasEntry])[] =>
    Object.entries(found).map(([index, { aliases }]) => [index, own(aliases, alias) ?? {}]);
  const readers = entries(read, readAlias(entity));
  const writers = entries(write, writeAlias(entity));
  const reading = readers.map(([index]) => index).sort();
  return {
    entity,
    physical: names.sort().map((name) => physicalOf(name, { ...own(aliased, name), ...own(set, name) })),
    read: reading,
    hidesTombstones: readers.every(([, { filter }]) => filter !== undefined),
    write: writers.map(([index]) => index).sort(),
    marked: writers.find(([, { is_write_index }]) => is_write_index === true)?.[0],
    ...(reading.length > 1 && { fullest: await fullestOf(client, reading) }),
  };
}

async function fullestOf(client: SearchClient, indices: readonly string[]): Promise<string | undefined> {
  const counts = await Promise.all(
    indices.map(async (index) => {
      const path = `/${index}/_count`;
      return { index, count: (await ask<{ readonly count: number }>(client, { method: 'GET', path })).count };
    }),
  );
  return counts.sort((one, other) => other.count - one.count)[0]?.index;
}

const BLOCK = 'index.blocks.';

function physicalOf(name: string, { aliases = {}, settings = {} }: IndexAnswer): PhysicalIndex {
  const blocks = Object.entries(settings).filter(([setting, on]) => setting.startsWith(BLOCK) && on === 'true');
  return {
    name,
    // Set by OpenSearch when it closes an index, and taken away when it opens it.
    closed: settings['index.verified_before_close'] === 'true',
    blocks: blocks.map(([setting]) => setting.slice(BLOCK.length)).sort(),
    hasOwnAlias: Object.hasOwn(aliases, ownAlias(name)),
  };
}

async function askOrNothing(
  client: SearchClient,
  path: string,
  query: Record<string, string | boolean> = {},
): Promise<Answer> {
  try {
    return await ask<Answer>(client, { method: 'GET', path, query });
  } catch (error) {
    if (isNotReady(error)) return {};
    throw error;
  }
}
