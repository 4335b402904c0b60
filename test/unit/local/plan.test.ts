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
  expect(planStart(miniStack, openSearch)).toBe(plan);
});
