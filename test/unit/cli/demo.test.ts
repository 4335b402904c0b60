import { describe, expect, test } from 'vitest';
import { createLagMeter } from '../../../cli/demo/lag.ts';
import { outcomesIn } from '../../../cli/demo/outcome-counts.ts';
import { groupRejections, type Letter } from '../../../cli/demo/rejections.ts';
import { knownFailure } from '../../../cli/errors.ts';
import { formatTable } from '../../../cli/output/table.ts';
import { HeadwaterError } from '../../../shared/domain/errors.ts';

describe('counts in a log', () => {
  const line = {
    _aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace: 'Headwater', Metrics: [{ Name: 'Published' }] }] },
    Published: [3, 4],
    Other: 9,
  };

  test('are those that the line declares as metrics, lists summed', () => {
    expect(outcomesIn(JSON.stringify(line))).toEqual({ Published: 7 });
  });

  test('also behind what a runtime writes before them', () => {
    expect(outcomesIn(`2026-11-24T12:00:00Z abc INFO ${JSON.stringify(line)}`)).toEqual({ Published: 7 });
  });

  test.each(['START RequestId: 1', '{"level":"INFO"}', '{broken'])('%s has none', (message) => {
    expect(outcomesIn(message)).toEqual({});
  });
});

test('the lag is the age of the oldest write that has not come through', () => {
  const lag = createLagMeter();
  lag.wrote(10, 1_000);
  lag.wrote(20, 2_000);
  expect(lag.behind(5, 3_000)).toBe(2_000);
  expect(lag.behind(10, 3_000)).toBe(1_000);
  expect(lag.behind(20, 3_000)).toBe(0);
});

test('rejections are grouped by reason, each row counted once', () => {
  const letter = (key: string, field: string, problem: string): Letter => ({
    code: 'HW_ROW_INVALID',
    entity: 'film',
    key,
    field,
    message: `film ${key}: ${field} ${problem}`,
  });
  const groups = groupRejections([
    letter('b', '/title', 'must be string'),
    letter('a', '/releaseDate', 'is late'),
    letter('a', '/releaseDate', 'is late'),
  ]);
  expect(groups).toMatchObject([
    { field: '/releaseDate', problem: 'is late', count: 2, rows: 1, examples: ['a'] },
    { field: '/title', problem: 'must be string', count: 1, rows: 1, examples: ['b'] },
  ]);
});

test('a table aligns numbers to the right', () => {
  expect(formatTable(['name', 'count'], [['film', 1234]])).toBe('name  count\nfilm  1,234');
});

describe('a failure', () => {
  test("of Headwater's own says what to do next", () => {
    expect(knownFailure(new HeadwaterError('HW_SEARCH_UNAVAILABLE', 'no answer'))).toMatchObject({
      message: 'no answer',
      next: expect.stringContaining('OpenSearch') as unknown,
    });
  });

  test('of the network is put into words', () => {
    const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    expect(knownFailure(new AggregateError([refused]))?.message).toContain('does not answer');
  });

  test('of the code is a bug', () => {
    expect(knownFailure(new TypeError('x is undefined'))).toBeUndefined();
  });
});
