import { expect, test } from 'vitest';
import { deploymentOf } from '../../../../operations/deployment/read-deployment.ts';
import { queuesOf } from '../../../../operations/deployment/queues.ts';
import { statusReport } from '../../../../operations/status/status-report.ts';
import type { Deployment } from '../../../../shared/runtime/deployment.ts';

const queue = (name: string): string => `http://127.0.0.1:4566/000000000000/${name}`;

const deployment: Deployment = {
  stage: 'dev',
  region: 'us-east-1',
  tables: [
    { name: 'shop', physicalName: 'stores-Shop-1', tableArn: 'arn:table', streamArn: 'arn:stream', entities: ['film'] },
  ],
  normalizers: [
    {
      table: 'shop',
      functionName: 'normalizer',
      logGroup: 'l',
      rejectedQueueUrl: queue('r'),
      failuresBucket: 'f',
      claimsBucket: 'c',
    },
  ],
  bus: { name: 'headwater-dev', arn: 'arn:bus', archiveName: 'headwater-dev', archiveArn: 'arn:archive' },
  consumers: [
    {
      name: 'search',
      type: 'search',
      entities: ['film'],
      ruleArn: 'arn:rule',
      bufferUrl: queue('b'),
      deadLetterUrl: queue('d'),
      ruleDeadLetterUrl: queue('rd'),
      functionName: 'indexer',
      logGroup: 'l',
    },
  ],
  search: { endpoint: 'http://127.0.0.1:9201' },
  analytics: { bucket: 'bucket', historyPrefix: 'history/' },
};

const outputs = [
  { OutputKey: 'Stage', OutputValue: '"dev"' },
  { OutputKey: 'Bus', OutputValue: JSON.stringify(deployment.bus) },
  { OutputKey: 'TableShop', OutputValue: JSON.stringify(deployment.tables[0]) },
  { OutputKey: 'NormalizerShop', OutputValue: JSON.stringify(deployment.normalizers[0]) },
  { OutputKey: 'ConsumerSearch', OutputValue: JSON.stringify(deployment.consumers[0]) },
  { OutputKey: 'Search', OutputValue: JSON.stringify(deployment.search) },
  { OutputKey: 'Analytics', OutputValue: JSON.stringify(deployment.analytics) },
];
const id = { name: 'headwater', stage: 'dev', region: 'us-east-1' };

test("a deployment is put together from its stack's outputs", () => {
  expect(deploymentOf(outputs, id)).toEqual(deployment);
});

test('without a bus the deploy is not finished', () => {
  expect(deploymentOf(outputs.slice(0, 1), id)).toBeUndefined();
});

test('status has the shape that scripts rely on', () => {
  const observed = {
    endpoint: 'http://127.0.0.1:4566',
    queues: queuesOf(deployment).map((one, index) => ({ ...one, messages: index })),
    indices: [{ entity: 'film', alias: 'film', index: 'film-000001', due: [], reindex: null }],
    indexProblems: [],
    notEmulated: [],
    gone: [],
    problems: [],
    errors: new Map([['indexer', { at: '2026-11-23T18:00:00.000Z', text: 'TypeError: no', failing: true }]]),
  };
  expect(statusReport(deployment, observed)).toEqual({
    stage: 'dev',
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:4566',
    tables: [{ name: 'stores-Shop-1', streamArn: 'arn:stream', entities: ['film'] }],
    bus: { name: 'headwater-dev', archive: 'headwater-dev' },
    queues: [
      { role: 'rejected', consumer: null, table: 'shop', url: queue('r'), messages: 0 },
      { role: 'buffer', consumer: 'search', url: queue('b'), messages: 1 },
      { role: 'dlq', consumer: 'search', url: queue('d'), messages: 2 },
      { role: 'rule-dlq', consumer: 'search', url: queue('rd'), messages: 3 },
    ],
    search: {
      endpoint: 'http://127.0.0.1:9201',
      entities: { film: { alias: 'film', index: 'film-000001', due: [], reindex: null } },
      problems: [],
    },
    analytics: { bucket: 'bucket', history: 's3://bucket/history/' },
    functions: [
      { role: 'normalizer', name: 'normalizer', lastError: null },
      {
        role: 'consumer:search',
        name: 'indexer',
        lastError: { at: '2026-11-23T18:00:00.000Z', text: 'TypeError: no', failing: true },
      },
    ],
    notEmulated: [],
    gone: [],
    problems: [],
  });
});
