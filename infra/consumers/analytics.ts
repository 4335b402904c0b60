import type { AnalyticsConsumer } from '../../shared/domain/definition/headwater.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { namedQueries } from '../../shared/dialects/sql/named-queries.ts';
import { AnalyticsLake } from '../constructs/analytics-lake.ts';
import type { ConsumerResources } from './consumer-resources.ts';

export const analytics: ConsumerResources<AnalyticsConsumer, AnalyticsLake | undefined> = {
  makeStore(scope, _, { stage, name, key, definition }) {
    const entities = analyticsEntities(definition);
    if (entities.length === 0) return undefined;
    const queries = stage.entityQueries ? namedQueries(definition) : (definition.queries ?? []);
    return new AnalyticsLake(scope, 'Analytics', { stage, deployment: name, entities, queries, key });
  },
  entryOf: () => 'functions/archiver/handler.ts',
  environmentOf: (_, { store }) => ({ analyticsBucket: made(store).bucket.bucketName }),
  allow: (caller, _, { store }) => made(store).allowAppending(caller),
};

function made(lake: AnalyticsLake | undefined): AnalyticsLake {
  if (!lake) throw new Error('an analytics consumer has no bucket: the stores made none');
  return lake;
}
