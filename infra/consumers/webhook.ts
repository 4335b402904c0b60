import { CfnOutput } from 'aws-cdk-lib/core';
import type { PerStage, WebhookConsumer } from '../../shared/domain/consumers/webhook.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { own } from '../../shared/domain/own.ts';
import { SigningSecret } from '../constructs/signing-secret.ts';
import { pascalCase } from '../names.ts';
import type { StageSettings } from '../stages.ts';
import type { ConsumerResources } from './consumer-resources.ts';

/** The secrets that Headwater makes, by consumer. */
type Secrets = ReadonlyMap<string, SigningSecret>;

export const webhook: ConsumerResources<WebhookConsumer, Secrets> = {
  makeStore(scope, consumers, { stage, key }) {
    const without = consumers.filter(({ secretArn }) => secretArn === undefined);
    return new Map(
      without.map(({ name }) => {
        const secret = new SigningSecret(scope, `Webhook${pascalCase(name)}`, { stage, key, consumer: name });
        new CfnOutput(scope, `WebhookSecret${pascalCase(name)}`, {
          value: secret.secretArn,
          description: `What consumer ${name} signs its requests with: for who runs the receiver`,
        });
        return [name, secret] as const;
      }),
    );
  },
  entryOf: () => 'functions/webhook/handler.ts',
  environmentOf: (consumer, { stage, store }) => ({
    webhookUrl: forStage(consumer, 'url', consumer.url, stage),
    webhookSecret: store.get(consumer.name)?.secretArn ?? ownSecret(consumer, stage),
  }),
  allow(caller, consumer, { stage, store }) {
    const made = store.get(consumer.name);
    if (made) made.allowReading(caller);
    else caller.allow(['secretsmanager:GetSecretValue'], [ownSecret(consumer, stage)]);
  },
};

function ownSecret(consumer: WebhookConsumer, stage: StageSettings): string {
  return forStage(consumer, 'secretArn', consumer.secretArn ?? {}, stage);
}

/** @throws HeadwaterError HW_CONFIG when the stage has none */
function forStage({ name }: WebhookConsumer, setting: string, value: PerStage, stage: StageSettings): string {
  const found = typeof value === 'string' ? value : own(value, stage.name);
  if (found !== undefined) return found;
  const stages = Object.keys(value).join(', ');
  throw new HeadwaterError(
    'HW_CONFIG',
    `consumer ${name}: ${setting} says nothing of stage ${stage.name} (there is ${stages}): add ${stage.name}`,
  );
}
