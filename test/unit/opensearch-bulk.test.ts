import { describe, expect, test } from 'vitest';
import { bulksOf, operationsOf } from '../../shared/adapters/opensearch/bulk-body.ts';
import { judged, outcomeOf } from '../../shared/adapters/opensearch/bulk-outcomes.ts';
import { APPLIED, STALE, type Outcome } from '../../shared/domain/delivery/outcome.ts';
import { changesOf } from '../contract/search-store.changes.ts';

const { created, deleted, snapshot } = changesOf('film');
const live = { alias: 'film-000001-write', live: true };
const next = { alias: 'film-000002-write', live: false };

describe('bulk body', () => {
  test('an operation is two lines of JSON: the document’s marks and row as script parameters', () => {
    const change = created('k "1"', 1, { title: 'line\nbreak', price: '0.1234567890123456789' });

    const [operation] = operationsOf(0, change, [live], 60_000);
    const [action, body, end] = (operation?.lines ?? '').split('\n');
    expect(JSON.parse(action ?? '')).toEqual({
      update: { _index: 'film-000001-write', _id: 'k "1"', retry_on_conflict: 5 },
    });
    expect(JSON.parse(body ?? '')).toMatchObject({
      scripted_upsert: true,
      upsert: {},
      script: {
        params: {
          m: 60_000,
          d: {
            _sync: { p: change.position, at: Date.parse(change.at), del: false, id: change.id, key: 'k "1"' },
            title: 'line\nbreak',
            price: '0.1234567890123456789',
          },
        },
      },
    });
    expect(end).toBe('');
  });

  test('a tombstone has marks only, a snapshot row a time of reading and no position', () => {
    const tombstone = operationsOf(0, deleted('k', 1), [live], 1)[0]?.lines.split('\n')[1] ?? '';
    const read = operationsOf(0, snapshot('k', 5, { a: 1 }), [live], 1)[0]?.lines.split('\n')[1] ?? '';

    expect(Object.keys(document(tombstone))).toEqual(['_sync']);
    expect(document(tombstone)._sync).toMatchObject({ del: true });
    expect(Object.keys(document(read)._sync)).toEqual(['t', 'del', 'id', 'key']);
  });

  test('two physical indices get an operation each', () => {
    const operations = operationsOf(7, created('k', 1, {}), [live, next], 1);

    expect(operations.map(({ index, live }) => ({ index, live }))).toEqual([
      { index: 7, live: true },
      { index: 7, live: false },
    ]);
  });

  test('bulks are bounded by count and by bytes, in order', () => {
    const small = Array.from({ length: 2_500 }, (_, index) => ({ index, live: true, lines: 'x' }));
    const large = Array.from({ length: 4 }, (_, index) => ({ index, live: true, lines: 'é'.repeat(1_200_000) }));
    const giant = [{ index: 0, live: true, lines: 'x'.repeat(6_000_000) }];

    expect([...bulksOf(small)].map((bulk) => bulk.length)).toEqual([1_000, 1_000, 500]);
    expect([...bulksOf(small)].flat()).toEqual(small);
    expect([...bulksOf(large)].map((bulk) => bulk.length)).toEqual([2, 2]);
    expect([...bulksOf(giant)]).toHaveLength(1);
    expect([...bulksOf([])]).toEqual([]);
  });
});

describe('outcome of an item', () => {
  const change = created('k1', 1, { votes: 'SECRET', nested: { deep: 'SECRET' } });
  const missingScript = {
    type: 'illegal_argument_exception',
    reason: 'failed to execute script',
    caused_by: { type: 'resource_not_found_exception', reason: 'unable to find script [x] in cluster state' },
  };

  test.each([
    [{ status: 201, result: 'created' }, APPLIED],
    [{ status: 200, result: 'updated' }, APPLIED],
    [{ status: 200, result: 'noop' }, STALE],
  ])('%j', (item, outcome) => {
    expect(outcomeOf(item, change)).toEqual(outcome);
  });

  test.each([
    [409, { type: 'version_conflict_engine_exception' }, 'HW_SEARCH_UNAVAILABLE'],
    [429, { type: 'rejected_execution_exception' }, 'HW_SEARCH_UNAVAILABLE'],
    [503, { type: 'unavailable_shards_exception' }, 'HW_SEARCH_UNAVAILABLE'],
    [500, { type: 'no_idea' }, 'HW_SEARCH_UNAVAILABLE'],
    [403, { type: 'cluster_block_exception' }, 'HW_SEARCH_UNAVAILABLE'],
    [
      400,
      { type: 'illegal_argument_exception', caused_by: { type: 'circuit_breaking_exception' } },
      'HW_SEARCH_UNAVAILABLE',
    ],
    [404, { type: 'index_not_found_exception' }, 'HW_SEARCH_NOT_READY'],
    [400, missingScript, 'HW_SEARCH_NOT_READY'],
  ])('%i %j is to be retried', (status, error, code) => {
    expect(outcomeOf({ status, error }, change)).toMatchObject({ status: 'retry', reason: { code } });
  });

  test.each([
    [
      "failed to parse field [votes] of type [long] in document with id 'k1'. Preview of field's value: 'SECRET'",
      '/votes',
    ],
    ["failed to parse field [nested.deep] of type [date] in document with id 'k1'. Preview: 'SECRET'", '/nested/deep'],
    ['object mapping for [votes] tried to parse field [votes] as object, but found a concrete value SECRET', '/votes'],
    ['Document contains at least one immense term in field="votes" (whose UTF8 encoding is longer: SECRET', '/votes'],
    ["failed to parse field [SECRET] of type [long] in document with id 'k1'", undefined],
    ['failed to parse', undefined],
  ])('a rejection names entity, key and field, never a value: %s', (reason, field) => {
    const error = { type: 'mapper_parsing_exception', reason, caused_by: { type: 'number_format_exception' } };

    const outcome = outcomeOf({ status: 400, error }, change);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'HW_SEARCH_REJECTED' } });
    expect(JSON.stringify(outcome)).toMatch(/film \\"k1\\".*mapper_parsing_exception: number_format_exception/);
    expect(JSON.stringify(outcome)).not.toContain('SECRET');
    expect(outcome.status === 'rejected' && outcome.reason.field).toBe(field);
  });

  test('of two indices the live one decides; what must be retried in either is retried', () => {
    const reason = { code: 'HW_SEARCH_REJECTED', message: '' } as const;
    const [rejected, retry] = [{ status: 'rejected', reason } as const, { status: 'retry', reason } as const];

    const inLive = (outcome: Outcome) => ({ live: true, outcome });
    const inOther = (outcome: Outcome) => ({ live: false, outcome });

    expect(judged([inLive(STALE)])).toBe(STALE);
    expect(judged([inLive(APPLIED), inOther(rejected)])).toBe(APPLIED);
    expect(judged([inOther(APPLIED), inLive(STALE)])).toBe(STALE);
    expect(judged([inOther(APPLIED), inLive(rejected)])).toBe(rejected);
    expect(judged([inOther(retry), inLive(rejected)])).toBe(retry);
    expect(judged([inLive(STALE), inLive(APPLIED)])).toBe(APPLIED);
    expect(judged([])).toBeUndefined();
  });
});

interface Marked {
  readonly _sync: Readonly<Record<string, unknown>>;
}

function document(line: string): Marked {
  return (JSON.parse(line) as { script: { params: { d: Marked } } }).script.params.d;
}
