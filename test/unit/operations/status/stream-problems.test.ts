import { describe, expect, test } from 'vitest';
import { streamProblem } from '../../../../operations/status/stream-problems.ts';

const stream = (label: string): string => `arn:aws:dynamodb:eu-west-1:1:table/shop/stream/${label}`;
const [OLD, NEW] = ['2026-11-01T09:00:00.000', '2026-11-24T10:00:00.000'];
const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
const table = { LatestStreamArn: stream(NEW), StreamSpecification };
const reader = { EventSourceArn: stream(NEW), State: 'Enabled', LastProcessingResult: 'OK' };

describe('a table whose stream is read', () => {
  test.each([
    ['by one', [reader]],
    ['and whose former stream still is', [{ ...reader, EventSourceArn: stream(OLD), State: 'Disabled' }, reader]],
    ['and that has had no change', [{ ...reader, LastProcessingResult: 'No records processed' }]],
    ['by one that is being made', [{ ...reader, State: 'Creating' }]],
  ])('is well: %s', (_, readers) => {
    expect(streamProblem('shop', table, readers)).toBeUndefined();
  });
});

test.each([
  ['was restored', table, [{ ...reader, EventSourceArn: stream(OLD) }], `${OLD}, and the table has the stream ${NEW}`],
  ['is read by nobody', table, [], 'nothing reads a stream'],
  ['is gone', undefined, [reader], 'no such table'],
  [
    'has its stream off',
    { LatestStreamArn: stream(NEW), StreamSpecification: { StreamEnabled: false } },
    [reader],
    'no stream',
  ],
  ['was restored without a stream', {}, [reader], 'no stream'],
  [
    'has keys in its stream',
    { ...table, StreamSpecification: { ...StreamSpecification, StreamViewType: 'KEYS_ONLY' } } as const,
    [reader],
    'KEYS_ONLY',
  ],
  ['has a reader that is off', table, [{ ...reader, State: 'Disabled' }], 'disabled'],
  [
    'has a reader that fails',
    table,
    [{ ...reader, LastProcessingResult: 'PROBLEM: Function call failed' }],
    'Function call failed',
  ],
])('a table that %s is told of, with what to do', (_, description, readers, says) => {
  const found = streamProblem('shop', description, readers);

  expect(found?.problem).toContain(says);
  expect(found?.next).not.toBe('');
  expect(found?.next).not.toMatch(/backfill(?! --table shop)`/);
});
