import { describe, expect, test } from 'vitest';
import { knownFailure } from '../../../cli/errors.ts';
import { formatTable } from '../../../cli/output/table.ts';
import { HeadwaterError } from '../../../shared/domain/errors.ts';

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
