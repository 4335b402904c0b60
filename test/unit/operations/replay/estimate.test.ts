import { expect, test } from 'vitest';
import { estimateReplay } from '../../../../operations/replay/estimate.ts';

const now = new Date('2026-11-24T12:00:00Z');
const createdAt = new Date('2026-11-14T12:00:00Z');
const archive = { events: 1_000_000, bytes: 5_000_000_000, createdAt, retentionDays: 30 };

test('of the whole archive it knows the events and the size', () => {
  const { events, bytes, basis } = estimateReplay({ from: createdAt, to: now }, archive, 1, now);
  expect({ events, bytes, basis }).toEqual({ events: 1_000_000, bytes: 5_000_000_000, basis: 'whole-archive' });
});

test('of a part it assumes its part of the time, and says so', () => {
  const day = { from: new Date('2026-11-20T12:00:00Z'), to: new Date('2026-11-21T12:00:00Z') };
  const { events, bytes, basis } = estimateReplay(day, archive, 1, now);
  expect({ events, bytes, basis }).toEqual({ events: 100_000, bytes: 500_000_000, basis: 'even-spread' });
});

test('a million events to one consumer cost a dollar for EventBridge and 1.20 for SQS; a second consumer 1.20 more', () => {
  const all = { from: createdAt, to: now };
  expect(estimateReplay(all, archive, 1, now).dollars).toBeCloseTo(2.2);
  expect(estimateReplay(all, archive, 2, now).dollars).toBeCloseTo(3.4);
});

test('events over 64 KB cost by their size', () => {
  const large = { ...archive, events: 1_000, bytes: 1_000 * 4 * 64 * 1024 };
  const small = { ...large, bytes: 1_000 };
  const all = { from: createdAt, to: now };
  expect(estimateReplay(all, large, 1, now).dollars).toBeCloseTo(4 * estimateReplay(all, small, 1, now).dollars);
});

test("it takes as long as the region's quota of PutEvents says", () => {
  expect(estimateReplay({ from: createdAt, to: now }, archive, 1, now).seconds).toEqual({ least: 100, most: 2_500 });
});
