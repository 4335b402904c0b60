import { OpenSearchClientError, ResponseError } from '@opensearch-project/opensearch/lib/errors.js';
import { HeadwaterError } from '../../domain/errors.ts';
import type { SearchClient } from './client.ts';

export interface SearchRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Record<string, string | number | boolean>;
  readonly body?: object;
  /** NDJSON, for `_bulk`. */
  readonly lines?: Buffer;
}

export const INDEX_CLOSED = 'index_closed_exception';

/** Why a whole request failed. */
export interface RequestFailure {
  /** `closed`: the index is there and can be opened again. */
  readonly kind: 'unavailable' | 'missing' | 'closed' | 'too-large' | 'refused';
  /** Status and type: fit for a Reason. */
  readonly summary: string;
  /** With OpenSearch's own text, which can quote a value. */
  readonly detail: string;
}

/**
 * Sends one request. `T` is what OpenSearch documents as the response body of this path: it is not checked.
 *
 * @throws the client's own errors, for `failureOf` to read.
 */
export async function send<T>(client: SearchClient, request: SearchRequest): Promise<T> {
  const { method, path, query, body, lines } = request;
  const response = await client.transport.request({
    method,
    path,
    ...(query ? { querystring: query } : {}),
    ...(body ? { body } : {}),
    ...(lines === undefined ? {} : { bulkBody: lines }),
  });
  return response.body as T;
}

/** Like `send`, for calls that answer to a person or a deployment. @throws HeadwaterError for what `failureOf` knows. */
export async function ask<T>(client: SearchClient, request: SearchRequest): Promise<T> {
  try {
    return await send<T>(client, request);
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.kind === 'unavailable')
      throw new HeadwaterError('HW_SEARCH_UNAVAILABLE', failure.detail, { cause: error });
    if (failure?.kind === 'missing') throw new HeadwaterError('HW_SEARCH_NOT_READY', failure.detail, { cause: error });
    throw error;
  }
}

export function isNotReady(error: unknown): boolean {
  return error instanceof HeadwaterError && error.code === 'HW_SEARCH_NOT_READY';
}

/** @returns undefined for what is neither an answer nor the silence of the server: a bug of ours. */
export function failureOf(error: unknown): RequestFailure | undefined {
  if (error instanceof ResponseError) return failureOfAnswer(error.statusCode, error.body);
  if (!(error instanceof OpenSearchClientError) && !isCredentialsError(error)) return undefined;
  const summary = `OpenSearch gave no answer: ${error.name}`;
  return { kind: 'unavailable', summary, detail: `${summary}: ${error.message}` };
}

function failureOfAnswer(status: number, body: unknown): RequestFailure {
  const { type = 'unknown', ...error } = errorIn(body);
  const summary = `OpenSearch answered ${status} ${type}`;
  return {
    kind: type === INDEX_CLOSED ? 'closed' : kindOf(status),
    summary,
    detail: `${summary}: ${reasonsOf(error).join(': ')}`,
  };
}

/** Its own words, then those of what it failed for, where they say more. */
function reasonsOf({ reason = '', caused_by, suppressed = [] }: AnsweredError): readonly string[] {
  const inner = [...(caused_by ? [caused_by] : []), ...suppressed].flatMap(reasonsOf);
  const told = [...new Set(inner)].filter((one) => !reason.includes(one));
  return [reason, ...told.filter((one) => !told.some((other) => other !== one && other.includes(one)))];
}

function kindOf(status: number): RequestFailure['kind'] {
  if (status === 404) return 'missing';
  if (status === 413) return 'too-large';
  // 401 and 403: a role or policy that is not in force yet (or no longer) is the deployment's fault, not the request's.
  return [401, 403, 408, 429].includes(status) || status >= 500 ? 'unavailable' : 'refused';
}

export interface AnsweredError {
  readonly type?: string;
  readonly reason?: string;
  readonly caused_by?: AnsweredError;
  /** Where several things failed at once, such as analyzers. */
  readonly suppressed?: readonly AnsweredError[];
}

/** What is wrong with one document of several that were asked for, as an error that keeps its type. */
export function documentError({ type = 'unknown', reason = '' }: AnsweredError): Error {
  return Object.assign(new Error(reason), { name: type });
}

/** OpenSearch answers `{ error: { type, reason } }`, a proxy in front of it anything. */
function errorIn(body: unknown): AnsweredError {
  const error = (body as { readonly error?: unknown } | null)?.error;
  return typeof error === 'object' && error !== null ? error : {};
}

function isCredentialsError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'CredentialsProviderError';
}
