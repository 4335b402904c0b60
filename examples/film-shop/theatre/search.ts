/** The shop's indices, by OpenSearch's own API: as anybody asks who has its address and keys. */
import { PlayFailure } from './failure.ts';
import type { Session } from './session.ts';
import { signatureOf } from './sign.ts';

export interface Search {
  /** Such as `http://127.0.0.1:9201`. */
  readonly endpoint: string;
  /** What the index holds, `film` and `stock`. */
  readonly entities: readonly string[];
  /** @throws PlayFailure with OpenSearch's reason when it refuses */
  readonly send: <T>(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: object) => Promise<T>;
}

/** @throws PlayFailure when the deployment has no search consumer */
export function searchOf({ deployment, cloud }: Pick<Session, 'deployment' | 'cloud'>): Search {
  const consumer = deployment.consumers.find(({ name }) => name === 'search');
  if (!deployment.search || !consumer) {
    throw new PlayFailure(
      'This deployment has no search consumer.',
      "Add one of type 'search' to headwater.config.ts.",
    );
  }
  const { endpoint } = deployment.search;
  return {
    endpoint,
    entities: consumer.entities,
    async send<T>(method: string, path: string, body?: object): Promise<T> {
      const [url, text] = [new URL(`${endpoint}${path}`), body && JSON.stringify(body)];
      const signature = signatureOf(cloud.clientSettings, method, url, text ?? '');
      const headers = { 'content-type': 'application/json', ...signature };
      const response = await fetch(url, { method, headers, ...(text && { body: text }) });
      if (response.ok) return (await response.json()) as T;
      throw new PlayFailure(
        `OpenSearch refused ${method} ${path}: ${response.status}, ${await response.text()}`,
        '`npx headwater status` shows the indices.',
      );
    },
  };
}

export type SearchedRow = Readonly<Record<string, unknown>>;

/** The rows that a search shows of these keys, by key: what is deleted is none of them. */
export async function shownRows(
  search: Search,
  entity: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, SearchedRow>> {
  await search.send('POST', `/${entity}/_refresh`);
  const body = { size: keys.length, query: { ids: { values: keys } } };
  const { hits } = await search.send<{ readonly hits: { readonly hits: readonly Hit[] } }>(
    'POST',
    `/${entity}/_search`,
    body,
  );
  return new Map(hits.hits.map(({ _id, _source }) => [_id, _source]));
}

interface Hit {
  readonly _id: string;
  readonly _source: SearchedRow;
}

/** How many rows a search of the entity can show. */
export async function countRows(search: Search, entity: string): Promise<number> {
  await search.send('POST', `/${entity}/_refresh`);
  return (await search.send<{ readonly count: number }>('GET', `/${entity}/_count`)).count;
}
