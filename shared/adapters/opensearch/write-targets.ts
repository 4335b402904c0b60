import { HeadwaterError } from '../../domain/errors.ts';
import type { SearchClient } from './client.ts';
import { ownAlias, writeAlias } from '../../dialects/opensearch/names.ts';
import { ask } from './request.ts';
import { own } from '../../domain/own.ts';

/** One physical index that an entity's changes are written to. */
export interface WriteTarget {
  /** The index's own alias. */
  readonly alias: string;
  /** Readers see this one: it decides how a change ended. The other is the new index of a reindex, or the old one. */
  readonly live: boolean;
}

/** The write alias's entry of one physical index. */
interface WriteAliasEntry {
  readonly aliases?: Readonly<Record<string, { readonly is_write_index?: boolean }>>;
}

/** A reindex must wait this long, after it adds an index to the write alias, until every writer feeds both. */
export const TARGETS_KEPT_MS = 5_000;

/** Where the changes of each entity must be written, looked up and kept for a short while. */
export class WriteTargets {
  readonly #client: SearchClient;
  readonly #found = new Map<string, { readonly targets: Promise<readonly WriteTarget[]>; readonly until: number }>();

  constructor(client: SearchClient) {
    this.#client = client;
  }

  /** @returns one per physical index, at least one of them live. @throws HeadwaterError HW_SEARCH_NOT_READY or HW_SEARCH_UNAVAILABLE */
  async of(entity: string): Promise<readonly WriteTarget[]> {
    const known = this.#found.get(entity);
    if (known && known.until > performance.now()) return known.targets;
    const targets = lookUp(this.#client, writeAlias(entity));
    this.#found.set(entity, { targets, until: performance.now() + TARGETS_KEPT_MS });
    try {
      return await targets;
    } catch (error) {
      this.forget(entity);
      throw error instanceof HeadwaterError
        ? error
        : new HeadwaterError('HW_SEARCH_UNAVAILABLE', `the indices of ${entity} cannot be looked up`, { cause: error });
    }
  }

  forget(entity: string): void {
    this.#found.delete(entity);
  }
}

/** The reindex marks the live index as the alias's write index. Where none is marked, as outside a reindex, each is live. */
async function lookUp(client: SearchClient, alias: string): Promise<readonly WriteTarget[]> {
  const request = { method: 'GET', path: `/_alias/${alias}` } as const;
  const found = await ask<Readonly<Record<string, WriteAliasEntry>>>(client, request);
  const marked = Object.entries(found).map(([index, { aliases }]) => ({
    alias: ownAlias(index),
    live: own(aliases, alias)?.is_write_index === true,
  }));
  const targets = marked.some(({ live }) => live) ? marked : marked.map((target) => ({ ...target, live: true }));
  return targets.sort((one, other) => (one.alias < other.alias ? -1 : 1));
}
