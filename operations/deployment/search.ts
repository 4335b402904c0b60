import { keepersOf } from '../../shared/domain/consumers/keepers.ts';
import { searchedEntities } from '../../shared/domain/definition/lookup.ts';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import type { Filters } from '../../shared/domain/filter/filter.ts';
import {
  createSearchClient,
  type SearchClient,
  type SearchClientOptions,
} from '../../shared/adapters/opensearch/client.ts';
import { createOpenSearchStore, type OpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { OperationError } from '../operation-error.ts';
import { noSuch } from '../no-such.ts';
import type { Deployed } from '../deployed.ts';
import { EMULATOR_CREDENTIALS } from './clients.ts';
import type { Target } from './target.ts';

export interface SearchAccess {
  readonly client: SearchClient;
  readonly store: OpenSearchStore;
  readonly entities: readonly Entity[];
  /** Which rows the search consumers see. */
  readonly filters: Filters;
}

/** Opens the search indices of a deployment. @throws OperationError when it has none */
export function openSearch({ definition, deployment, region, target }: Deployed): SearchAccess {
  if (!deployment.search) {
    throw new OperationError(
      'This deployment has no search consumer.',
      "Add one of type 'search' to headwater.config.ts.",
    );
  }
  const entities = searchedEntities(definition);
  const client = createSearchClient(deployment.search.endpoint, searchSettings(target, region));
  return { client, entities, filters: searchFilters(definition), store: createOpenSearchStore({ client }) };
}

/** A local cloud may ask who calls; the keys of an AWS account never go there. */
function searchSettings(target: Target, region: string): SearchClientOptions {
  return target.kind === 'aws' ? { region } : { region, credentials: EMULATOR_CREDENTIALS };
}

/** An entity has one search consumer at most. */
function searchFilters({ consumers }: HeadwaterDefinition): Filters {
  const filters = keepersOf(consumers, 'search').map((consumer) => consumer.filters ?? {});
  return Object.fromEntries(filters.flatMap((some) => Object.entries(some)));
}

/** @throws OperationError that lists the entities there are */
export function entityNamed(entities: readonly Entity[], name: string): Entity {
  const entity = entities.find((candidate) => candidate.name === name);
  if (entity) return entity;
  throw noSuch(
    'entity',
    name,
    entities.map((candidate) => candidate.name),
  );
}
