/** Puts another index in the place of an entity's live one, by OpenSearch's own means. docs/search.md has the names. */
import { PlayFailure } from './failure.ts';
import type { Search } from './search.ts';

export interface Mapping {
  readonly properties: Readonly<Record<string, object>>;
}

interface Index {
  readonly aliases: Readonly<Record<string, { readonly filter?: object }>>;
  readonly mappings: Mapping;
  readonly settings: { readonly index: Readonly<Record<string, unknown>> };
}

/** @throws PlayFailure while a reindex is under way, or when there is none */
export async function liveIndexOf({ send }: Search, entity: string): Promise<string> {
  const [index, another] = Object.keys(await send<object>('GET', `/_alias/${entity}-write`));
  if (index !== undefined && another === undefined) return index;
  throw new PlayFailure(
    `A reindex of ${entity} is under way: a play would get in its way.`,
    `npx headwater reindex ${entity} says how it goes on, or ends.`,
  );
}

export async function liveMappingOf(search: Search, entity: string): Promise<Mapping> {
  return (await readIndex(search, await liveIndexOf(search, entity))).mappings;
}

export interface Replacement {
  /** @default that of the live index */
  readonly mapping?: Mapping;
  /** Whether it has the live one's documents. Nothing may be written to that meanwhile. */
  readonly filled: boolean;
}

/** Makes an index and swaps it in, in one step: readers and writers find one at any time. @returns its name */
export async function replaceIndex(search: Search, entity: string, { mapping, filled }: Replacement): Promise<string> {
  const old = await liveIndexOf(search, entity);
  const { aliases, mappings, settings } = await readIndex(search, old);
  const next = nextName(old);
  await search.send('PUT', `/${next}`, {
    settings: { index: settable(settings.index) },
    mappings: mapping ?? mappings,
  });
  if (filled) {
    // What was written last can be read by its id, but not yet by a search, which is how it is copied.
    await search.send('POST', `/${old}/_refresh`);
    await search.send('POST', '/_reindex?refresh=true', { source: { index: old }, dest: { index: next } });
  }
  const filter = new Map(Object.entries(aliases)).get(entity)?.filter;
  const actions = [
    { remove_index: { index: old } },
    { add: { index: next, alias: entity, ...(filter && { filter }) } },
    { add: { index: next, alias: `${entity}-write` } },
    // Each index has an alias of its own to be written to.
    { add: { index: next, alias: `${next}-write` } },
  ];
  await search.send('POST', '/_aliases', { actions });
  return next;
}

async function readIndex({ send }: Search, name: string): Promise<Index> {
  const [index] = Object.values(await send<Readonly<Record<string, Index>>>('GET', `/${name}`));
  if (index) return index;
  throw new PlayFailure(`OpenSearch does not show the index ${name}.`, '`npx headwater status` shows the indices.');
}

/** film-000001 -> film-000002 */
function nextName(index: string): string {
  const [, entity = '', number = ''] = /^(.*)-(\d{6})$/.exec(index) ?? [];
  return `${entity}-${String(Number(number) + 1).padStart(6, '0')}`;
}

/** What OpenSearch sets by itself cannot be set. */
const ITS_OWN = ['creation_date', 'provided_name', 'uuid', 'version'];

function settable(settings: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !ITS_OWN.includes(name)));
}
