import { expect, test } from 'vitest';
import { describeProgress, partDone } from '../../../../cli/output/replay.ts';
import type { ReplayStatus } from '../../../../operations/replay/replays.ts';

const running: ReplayStatus = {
  name: 'search-1',
  state: 'RUNNING',
  consumers: ['search'],
  from: new Date('2026-11-24T10:00:00Z'),
  to: new Date('2026-11-24T11:00:00Z'),
  startedAt: new Date('2026-11-24T12:00:00Z'),
};

test('a replay says how far it is, and how long the rest takes at its pace', () => {
  const status = { ...running, lastReplayed: new Date('2026-11-24T10:15:00Z') };
  const text = describeProgress(status, new Date('2026-11-24T12:01:00Z'));
  expect(text).toBe('running, 25%: events until 2026-11-24T10:15:00Z, about 3 min left');
});

test('before its first event it makes nothing up', () => {
  expect(describeProgress(running, new Date('2026-11-24T12:01:00Z'))).toBe('running');
  expect(partDone(running)).toBeUndefined();
});

test('one that has ended is whole only when it completed', () => {
  const status = { ...running, lastReplayed: new Date('2026-11-24T10:30:00Z') };
  expect(partDone({ ...status, state: 'COMPLETED' })).toBe(1);
  expect(partDone({ ...status, state: 'CANCELLED' })).toBe(0.5);
});
