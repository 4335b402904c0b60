import { catalogLimitProblems } from '../definition/catalog-limits.ts';
import type { AnalyticsConsumer } from '../definition/headwater.ts';
import { PLAIN, type ConsumerFacts } from './consumer-facts.ts';

export const analytics: ConsumerFacts<AnalyticsConsumer> = {
  ...PLAIN,
  aka: ['s3', 'athena'],
  keeps: 'analytics',
  audited: false,
  counts: 'always',
  storeLimits: catalogLimitProblems,
};
