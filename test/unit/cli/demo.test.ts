import { describe, expect, test } from 'vitest';
import { createLagMeter } from '../../../cli/demo/lag.ts';
import { knownFailure } from '../../../cli/errors.ts';
import { formatTable } from '../../../cli/output/table.ts';
import { HeadwaterError } from '../../../shared/domain/errors.ts';

test('the lag is the age of the oldest write that has not come through', () => {
  const lag = createLagMeter();
  lag.wrote(10, 1_000);
  lag.wrote(20, 2_000);
  expect(lag.behind(5, 3_000)).toBe(2_000);
  expect(lag.behind(10, 3_000)).toBe(1_000);
  expect(lag.behind(20, 3_000)).toBe(0);
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
