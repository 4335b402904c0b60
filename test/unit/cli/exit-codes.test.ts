import { expect, test } from 'vitest';
import { knownFailure } from '../../../cli/errors.ts';
import { EXIT_OF } from '../../../cli/exit-codes.ts';
import { ERRORS, HeadwaterError, type ErrorCode } from '../../../shared/domain/errors.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];

const exitCodeFor = (code: ErrorCode) => knownFailure(new HeadwaterError(code, 'said so'))?.exitCode;

test('the table has every code of the registry, and none that is gone', () => {
  expect(Object.keys(EXIT_OF).sort()).toEqual(CODES.toSorted());
});

test.each(CODES)('%s ends a verb as the table says', (code) => {
  expect(exitCodeFor(code)).toBe(EXIT_OF[code]);
});

test('whatever names a part that did not answer, or a mistake, is no finding', () => {
  const unanswered = CODES.filter((code) => /_UNAVAILABLE$|_NOT_READY$|_UNREADABLE$|_THROTTLED$|_MISSING$/.test(code));
  const mistakes: readonly ErrorCode[] = ['HW_CONFIG', 'HW_READS_REFUSED', 'HW_QUERY_REFUSED', 'HW_SEARCH_REFUSED'];

  // A missing evolve function is found in the definition of an event that was read.
  const codes = [...unanswered.filter((code) => code !== 'HW_EVOLVE_MISSING'), ...mistakes];

  expect(codes.filter((code) => exitCodeFor(code) !== 2)).toEqual([]);
  expect(codes.length).toBeGreaterThan(12);
});

test.each<ErrorCode>(['HW_SEARCH_REINDEX_DUE', 'HW_SNAPSHOT_OVERTAKEN', 'HW_ROW_INVALID', 'HW_SEARCH_REJECTED'])(
  '%s is a finding',
  (code) => {
    expect(exitCodeFor(code)).toBe(1);
  },
);

test('a failure of the local cloud stays a failed deploy', () => {
  const error = Object.assign(new Error('The port is in use.'), { code: 'PORT_IN_USE', next: 'Use another.' });

  expect(knownFailure(error)).toMatchObject({ code: 'HW_LOCAL_CLOUD', exitCode: 1 });
});
