import type { SearchConsumer } from '../definition/headwater.ts';
import { indexLimitProblems } from '../definition/index-limits.ts';
import { PLAIN, type ConsumerFacts } from './consumer-facts.ts';

export const search: ConsumerFacts<SearchConsumer> = {
  ...PLAIN,
  aka: ['opensearch', 'elasticsearch'],
  keeps: 'search',
  audited: true,
  counts: 'always',
  storeLimits: indexLimitProblems,
};
