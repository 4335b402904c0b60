import type { SearchClient } from '../../shared/adapters/opensearch/client.ts';
import { indicesBehind } from '../../shared/adapters/opensearch/indices.ts';
import { indexBody } from '../../shared/dialects/opensearch/mapping.ts';
import { numberOf, ownAlias, physicalIndex, readAlias, writeAlias } from '../../shared/dialects/opensearch/names.ts';
import { send } from '../../shared/adapters/opensearch/request.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { CommandError } from '../errors.ts';
import { own } from '../../shared/domain/own.ts';

/** @throws CommandError while a reindex is under way, HeadwaterError when there is none */
export async function liveIndexOf(client: SearchClient, entity: string): Promise<string> {
  const [index, another] = await indicesBehind(client, writeAlias(entity));
  if (index !== undefined && another === undefined) return index;
  throw new CommandError(
    `A reindex of ${entity} is under way: a drill would get in its way.`,
    `npx headwater reindex ${entity} says how it goes on, or ends.`,
  );
}

type Aliases = Readonly<Record<string, { readonly filter?: object }>>;

/**
 * Puts another index in the place of the live one, with the mapping of this definition and the same documents, by OpenSearch's
 * own means. Nothing may be written to it meanwhile. @returns the new index
 */
export async function rebuildAs(client: SearchClient, entity: Entity): Promise<string> {
  const old = await liveIndexOf(client, entity.name);
  const next = physicalIndex(entity.name, numberOf(old) + 1);
  await send(client, { method: 'PUT', path: `/${next}`, body: indexBody(entity) });
  // What was written last can be read by its id, but not yet by a search, which is how it is copied.
  await send(client, { method: 'POST', path: `/${old}/_refresh` });
  const body = { source: { index: old }, dest: { index: next } };
  await send(client, { method: 'POST', path: '/_reindex', query: { refresh: true }, body });
  const found = await send<Readonly<Record<string, { readonly aliases: Aliases }>>>(client, {
    method: 'GET',
    path: `/${old}/_alias`,
  });
  const filter = own(own(found, old)?.aliases, readAlias(entity.name))?.filter;
  const actions = [
    { remove_index: { index: old } },
    { add: { index: next, alias: readAlias(entity.name), ...(filter && { filter }) } },
    { add: { index: next, alias: writeAlias(entity.name) } },
    { add: { index: next, alias: ownAlias(next) } },
  ];
  await send(client, { method: 'POST', path: '/_aliases', body: { actions } });
  return next;
}
