import { HeadwaterError } from '../../domain/errors.ts';
import type { SearchClient } from './client.ts';
import { indicesBehind } from './indices.ts';
import { ownAlias, writeAlias } from './names.ts';

/** A reindex must wait this long, after it adds an index to the write alias, until every writer feeds both. */
export const TARGETS_KEPT_MS = 5_000;

/** Where the changes of each entity must be written, looked up and kept for a short while. */
export class WriteTargets {
  readonly #client: SearchClient;
  readonly #found = new Map<string, { readonly targets: Promise<readonly string[]>; readonly until: number }>();

  constructor(client: SearchClient) {
    this.#client = client;
  }

  /** @returns one alias per physical index. @throws HeadwaterError HW_SEARCH_NOT_READY or HW_SEARCH_UNAVAILABLE */
  async of(entity: string): Promise<readonly string[]> {
    const known = this.#found.get(entity);
    if (known && known.until > performance.now()) return known.targets;
    const targets = indicesBehind(this.#client, writeAlias(entity)).then((indices) => indices.map(ownAlias));
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
