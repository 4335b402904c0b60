/** What the stacks make of webhooks: one with a secret of Headwater's, one with the user's own. */
import { expect, test } from 'vitest';
import { film, stock } from '../fixtures/shop/entities.ts';
import { defineHeadwater } from '../../shared/domain/definition/define.ts';
import { defineConsumer, defineTable } from '../../shared/domain/definition/headwater.ts';
import { unacceptedFindings } from './support/nag.ts';
import { readable, statementsOf } from './support/statements.ts';
import { resource, resourcesOf, synthesize } from './support/synth.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:partner/hook-AbCdEf';

const definition = defineHeadwater({
  name: 'hooks',
  tables: [
    defineTable({
      name: 'shop',
      partitionKey: { name: 'pk', type: 'string' },
      sortKey: { name: 'sk', type: 'string' },
      entities: [film, stock],
    }),
  ],
  consumers: [
    defineConsumer({
      type: 'webhook',
      name: 'partner',
      entities: [film],
      url: { dev: 'https://test.example.com/hook', prod: 'https://example.com/hook' },
    }),
    defineConsumer({
      type: 'webhook',
      name: 'own-secret',
      entities: [stock],
      url: 'https://example.com/stock',
      secretArn: SECRET_ARN,
    }),
  ],
});
const synthesized = synthesize({ stage: 'dev' }, definition);
const { app, storesTemplate, pipelineTemplate } = synthesized;

function variables(id: string): Readonly<Record<string, unknown>> {
  const { Environment } = resource(pipelineTemplate, 'AWS::Lambda::Function', id).Properties;
  return (Environment as { Variables: Record<string, unknown> }).Variables;
}

test('each function knows where to post in its stage, and its secret', () => {
  expect(variables('ConsumerPartnerFunction')).toMatchObject({
    HEADWATER_WEBHOOK_URL: 'https://test.example.com/hook',
  });
  expect(readable(variables('ConsumerPartnerFunction')['HEADWATER_WEBHOOK_SECRET_ARN'])).toContain(
    'WebhookPartnerSecret',
  );
  expect(variables('ConsumerOwnSecretFunction')).toMatchObject({
    HEADWATER_WEBHOOK_URL: 'https://example.com/stock',
    HEADWATER_WEBHOOK_SECRET_ARN: SECRET_ARN,
  });
});

test('a secret is made where none is given, under the key of all that keeps rows, and said in an output', () => {
  const secrets = Object.entries(resourcesOf(storesTemplate, 'AWS::SecretsManager::Secret'));
  expect(secrets.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['WebhookPartnerSecret']);
  expect(secrets[0]?.[1].Properties).toMatchObject({
    KmsKeyId: expect.anything() as unknown,
    GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
  });
  expect(Object.keys(storesTemplate.toJSON()['Outputs'] as object)).toContain('WebhookSecretPartner');
});

test('a function may read its own secret, and no other', () => {
  const reading = statementsOf(pipelineTemplate)
    .split('\n\n')
    .filter((section) => section.includes('secretsmanager:GetSecretValue'));

  expect(reading).toHaveLength(2);
  for (const section of reading) {
    const [own, other] = section.includes(SECRET_ARN) ? [SECRET_ARN, 'WebhookPartner'] : ['WebhookPartner', SECRET_ARN];
    expect(section).toContain(own);
    expect(section).not.toContain(other);
  }
});

test('what a webhook may do is read as text in review', async () => {
  await expect(statementsOf(pipelineTemplate)).toMatchFileSnapshot('snapshots/webhook.iam.txt');
});

test('it takes replays and backfills, as a receiver that compares positions can', () => {
  const { EventPattern } = resource(pipelineTemplate, 'AWS::Events::Rule', 'ConsumerPartner').Properties;

  expect(EventPattern).not.toHaveProperty('replay-name');
  expect(JSON.stringify(EventPattern)).toContain('film.snapshot');
});

test('cdk-nag finds nothing that was not accepted with a reason', () => {
  expect(unacceptedFindings(app)).toEqual([]);
});

test('a stage without a url is refused, by name', () => {
  const [partner] = definition.consumers;
  if (partner?.type !== 'webhook') throw new Error('the first consumer is a webhook');
  const without = { ...definition, consumers: [{ ...partner, url: { dev: 'https://test.example.com/hook' } }] };

  expect(() => synthesize({ stage: 'prod' }, without)).toThrow(
    'consumer partner: url says nothing of stage prod (there is dev): add prod',
  );
});
