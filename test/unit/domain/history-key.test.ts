import { expect, test } from 'vitest';
import { objectKey, partitionOf } from '../../../shared/dialects/s3/history-key.ts';

const PARTITION = 'history/entity=film/date=2026-11-23/hour=18';

test('a partition is the hour of the source time, in UTC', () => {
  expect(partitionOf('film', '2026-11-23T18:52:07Z')).toBe(PARTITION);
  expect(partitionOf('film', '2026-11-24T00:22:07+05:30')).toBe(PARTITION);
});

test('the name depends on which changes there are, not on their order', () => {
  expect(objectKey(PARTITION, ['a', 'b'])).toBe(objectKey(PARTITION, ['b', 'a']));
  expect(objectKey(PARTITION, ['a', 'b'])).not.toBe(objectKey(PARTITION, ['a', 'c']));
  expect(objectKey(PARTITION, ['ab', 'c'])).not.toBe(objectKey(PARTITION, ['a', 'bc']));
});
