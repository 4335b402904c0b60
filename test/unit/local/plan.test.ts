import { expect, test } from 'vitest';
import { planStart } from '../../../local/plan.ts';

test.each([
  ['ready', 'ready', 'keep'],
  ['ready', 'dead', 'restart-opensearch'],
  ['ready', 'unresponsive', 'restart-opensearch'],
  ['ready', 'stopped', 'restart-opensearch'],
  // The tables are gone: an index that is still there would pretend.
  ['dead', 'ready', 'start-clean'],
  ['unresponsive', 'ready', 'start-clean'],
  ['stopped', 'ready', 'start-clean'],
  ['stopped', 'stopped', 'start-clean'],
] as const)('MiniStack %s, OpenSearch %s: %s', (miniStack, openSearch, plan) => {
  expect(planStart(miniStack, openSearch, false)).toBe(plan);
});

test.each([
  ['stopped', 'stopped', 'start-kept'],
  // One of them ran since, or still does: what was kept is of no one moment any more.
  ['dead', 'stopped', 'start-clean'],
  ['stopped', 'ready', 'start-clean'],
  ['ready', 'ready', 'keep'],
] as const)('with kept data: MiniStack %s, OpenSearch %s: %s', (miniStack, openSearch, plan) => {
  expect(planStart(miniStack, openSearch, true)).toBe(plan);
});
