import { expect, test } from 'vitest';
import { nearFunctions } from '../../../cli/cloud/near-functions.ts';

const KNOWN = [
  ...['auditor', 'compactor', 'consumer-analytics', 'consumer-low-stock', 'consumer-search', 'export-worker-shop'],
  ...['normalizer-race', 'normalizer-shop', 'search-setup', 'tombstone-purge'],
];

test.each([
  ['normaliser', ['normalizer-race', 'normalizer-shop']],
  ['normalizer', ['normalizer-race', 'normalizer-shop']],
  ['normalizer-rcae', ['normalizer-race']],
  ['normaliser-shop', ['normalizer-shop']],
  ['normaliser-orders', ['normalizer-race', 'normalizer-shop']],
  ['consumer-serch', ['consumer-search']],
  ['search', ['consumer-search', 'search-setup']],
  ['low_stock', ['consumer-low-stock']],
  ['Auditor', ['auditor']],
  ['compacter', ['compactor']],
  ['purge', ['tombstone-purge']],
  ['indexer', []],
])('%s', (name, near) => {
  expect(nearFunctions(name, KNOWN)).toEqual(near);
});
