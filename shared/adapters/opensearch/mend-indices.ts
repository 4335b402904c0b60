/** What `search-setup --yes` does to an entity's indices, beyond what a deploy does: a person asked for it. */
import type { Entity } from '../../domain/definition/entity.ts';
import type { SearchClient } from './client.ts';
import { mendingsOf, type IndexMending } from './index-problems.ts';
import type { EntityIndices } from './index-state.ts';
import { putAliases } from './indices.ts';
import { readAlias, writeAlias } from '../../dialects/opensearch/names.ts';
import { ask } from './request.ts';

/** Opens, names and sets aside; no document is removed. An index that is missing is made by `prepare`. @returns what was done */
export async function mendIndices(
  client: SearchClient,
  { name }: Entity,
  found: EntityIndices,
): Promise<readonly IndexMending[]> {
  const done: IndexMending[] = [];
  for (const mending of mendingsOf(found)) {
    if (mending.do === 'make') continue;
    await mend(client, name, mending);
    done.push(mending);
  }
  return done;
}

async function mend(
  client: SearchClient,
  entity: string,
  mending: Exclude<IndexMending, { do: 'make' }>,
): Promise<void> {
  switch (mending.do) {
    case 'alias':
      return putAliases(client, entity, mending);
    case 'open':
      await ask(client, { method: 'POST', path: `/${mending.index}/_open` });
      return;
    case 'set aside': {
      const { index } = mending;
      const actions = [readAlias(entity), writeAlias(entity)].map((alias) => ({ remove: { index, alias } }));
      await ask(client, { method: 'POST', path: '/_aliases', body: { actions } });
    }
  }
}

/** In words, as it is or will be done. */
export function describeMending(entity: string, mending: IndexMending): string {
  switch (mending.do) {
    case 'make':
      return `make the first index of ${entity}, empty`;
    case 'open':
      return `open ${mending.index}`;
    case 'set aside':
      return `take the aliases of ${entity} from ${mending.index}: its documents stay, readers and writers leave it`;
    case 'alias': {
      const aliases = [...(mending.read ? [readAlias(entity)] : []), ...(mending.write ? [writeAlias(entity)] : [])];
      return `put ${aliases.join(' and ')} on ${mending.index}`;
    }
  }
}
