import { expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { RETENTION_DAYS } from '../../shared/domain/retention/retention.ts';
import { resource, resourcesOf, synthesize } from './support/synth.ts';

const { storesTemplate, pipelineTemplate } = synthesize({ stage: 'dev' });
const DAY = 86_400;

test('tombstones are purged once a day', () => {
  const { ScheduleExpression, Targets } = resource(pipelineTemplate, 'AWS::Events::Rule', 'TombstonePurge').Properties;
  expect(ScheduleExpression).toBe('rate(1 day)');
  expect(JSON.stringify(Targets)).toContain('TombstonePurgeFunction');
});

test.each([
  ['the archive keeps events for ever', { ...headwater, archiveDays: 0 }],
  ['nothing is searched', { ...headwater, consumers: headwater.consumers.filter(({ type }) => type !== 'search') }],
])('nothing is purged when %s', (_, definition) => {
  const purging = Object.keys(resourcesOf(synthesize({}, definition).pipelineTemplate, 'AWS::Lambda::Function'));
  expect(purging.filter((id) => id.startsWith('TombstonePurge'))).toEqual([]);
});

test('no place keeps a change longer than the purge waits for it', () => {
  const queues = Object.entries(resourcesOf(pipelineTemplate, 'AWS::SQS::Queue'));
  const carrying = queues.filter(([id]) => !id.startsWith('OwnQueue'));
  for (const [id, { Properties }] of carrying) {
    const longest = id.includes('RuleDeadLetters')
      ? RETENTION_DAYS.ruleDeadLetters
      : id.includes('Buffer')
        ? RETENTION_DAYS.buffer
        : RETENTION_DAYS.deadLetters;
    expect(Properties['MessageRetentionPeriod'], id).toBeLessThanOrEqual(longest * DAY);
  }
  const failures = resource(storesTemplate, 'AWS::S3::Bucket', 'Failures').Properties['LifecycleConfiguration'];
  expect(failures).toMatchObject({ Rules: [{ ExpirationInDays: RETENTION_DAYS.failures }] });
  for (const id of ['ConsumerSearchRule', 'ConsumerAnalyticsRule']) {
    const { Targets } = resource(pipelineTemplate, 'AWS::Events::Rule', id).Properties;
    const [target] = Targets as { RetryPolicy: { MaximumEventAgeInSeconds: number } }[];
    expect(target?.RetryPolicy.MaximumEventAgeInSeconds).toBeLessThanOrEqual(RETENTION_DAYS.delivery * DAY);
  }
});
