import { rowAfter, type Change } from '../../domain/change/change.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import { APPLIED, STALE, type Outcome } from '../../domain/delivery/outcome.ts';
import { INDEX_CLOSED, type RequestFailure } from './request.ts';

/** The part of an item's answer that `filter_path` lets through (`BULK_FILTER`). */
export interface BulkItem {
  readonly status: number;
  readonly result?: string;
  readonly error?: BulkError;
}

interface BulkError {
  readonly type?: string;
  readonly reason?: string;
  readonly caused_by?: BulkError;
}

export const BULK_FILTER = 'items.*.status,items.*.result,items.*.error';

/**
 * How one change ended in one index. Of OpenSearch's own text only the error's type and the field's name are repeated:
 * the rest can quote a value.
 */
export function outcomeOf(item: BulkItem, change: Change): Outcome {
  if (!item.error) return item.result === 'noop' ? STALE : APPLIED;
  const types = [...typesOf(item.error)];
  const type = [types.at(0) ?? 'unknown', types.at(-1)].filter((name, at, all) => all.indexOf(name) === at).join(': ');
  if (isMissing(item.error, types)) return retry('HW_SEARCH_NOT_READY', change, `is not stored: ${type}`);
  if (isPassing(item.status, types))
    return retry('HW_SEARCH_UNAVAILABLE', change, `is not stored yet: ${item.status} ${type}`);
  return rejection(change, type, fieldIn(item.error, change));
}

/** How the changes of a bulk ended that failed as a whole. `refused` is for a bulk of one: its change is to blame. */
export function outcomeOfFailure(failure: RequestFailure, change: Change): Outcome {
  switch (failure.kind) {
    case 'unavailable':
    case 'closed':
      return retry('HW_SEARCH_UNAVAILABLE', change, `is not stored yet: ${failure.summary}`);
    case 'missing':
      return retry('HW_SEARCH_NOT_READY', change, `is not stored: ${failure.summary}`);
    case 'too-large':
      return rejection(change, 'the row is larger than the server takes in one request', undefined);
    case 'refused':
      return rejection(change, failure.summary, undefined);
  }
}

const SEVERITY: Readonly<Record<Outcome['status'], number>> = {
  retry: 4,
  rejected: 3,
  applied: 2,
  stale: 1,
  suppressed: 0,
};

/**
 * A change written to two indices ends as it did in the live one, which readers see; what must be tried again is tried again
 * in both. That the other index refuses it is no end of the change: the comparison before a swap finds and names it.
 */
export function judged(sent: readonly { readonly live: boolean; readonly outcome: Outcome }[]): Outcome | undefined {
  return sent
    .filter(({ live, outcome }) => live || outcome.status === 'retry')
    .reduce<Outcome | undefined>((ended, { outcome }) => worse(ended, outcome), undefined);
}

/** The outcome that more is left to do about. */
function worse(one: Outcome | undefined, other: Outcome): Outcome {
  return one && SEVERITY[one.status] >= SEVERITY[other.status] ? one : other;
}

function* typesOf(error: BulkError | undefined): Generator<string> {
  for (let cause = error; cause; cause = cause.caused_by) if (cause.type) yield cause.type;
}

const NOT_THERE = new Set(['index_not_found_exception', 'resource_not_found_exception']);

/** The index, its alias or the stored script is not there: the deployment's fault, not the change's. */
function isMissing(error: BulkError, types: readonly string[]): boolean {
  if (types.some((type) => NOT_THERE.has(type))) return true;
  return /unable to find script/.test(error.caused_by?.reason ?? error.reason ?? '');
}

const PASSING: ReadonlySet<string> = new Set(['cluster_block_exception', 'circuit_breaking_exception', INDEX_CLOSED]);

function isPassing(status: number, types: readonly string[]): boolean {
  if (status === 409 || status === 429 || status >= 500) return true;
  // A full disk makes indices read-only for a while; the compile limit of scripts is lifted within minutes; who has closed an
  // index opens it again.
  return types.some((type) => PASSING.has(type));
}

function rejection(change: Change, why: string, field: string | undefined): Outcome {
  const where = field === undefined ? '' : ` in field ${field}`;
  const message = `${named(change)} does not fit the index: ${why}${where}`;
  const pointer = field === undefined ? {} : { field: `/${field.replaceAll('.', '/')}` };
  return { status: 'rejected', reason: { code: 'HW_SEARCH_REJECTED', message, ...pointer } };
}

function retry(code: ErrorCode, change: Change, what: string): Outcome {
  return { status: 'retry', reason: { code, message: `${named(change)} ${what}` } };
}

function named(change: Change): string {
  return `${change.entity} "${change.key}"`;
}

/** Only a name that the row itself has counts as one: whatever else stands in brackets may be a value. */
function fieldIn(error: BulkError, change: Change): string | undefined {
  const reason = error.reason ?? '';
  const name = /^(?:failed to parse field|object mapping for) \[([^\]]+)\]|in field="([^"]+)"/.exec(reason);
  const field = name?.[1] ?? name?.[2];
  const top = field?.split('.')[0];
  return top !== undefined && Object.hasOwn(rowAfter(change) ?? {}, top) ? field : undefined;
}
