import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import config from 'headwater:config';
import { createWebhookReceiver } from '../../shared/adapters/http/webhook-receiver.ts';
import { createSigningKeys } from '../../shared/adapters/secrets-manager/signing-keys.ts';
import { consumerOfType } from '../../shared/domain/consumers/of-type.ts';
import type { Reason } from '../../shared/domain/delivery/reason.ts';
import { consume } from '../../shared/runtime/consume.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { applyByWebhook } from '../../shared/runtime/webhook.ts';
import { consumerWiring, policyOf } from '../../shared/wiring/consumer.ts';

const consumer = consumerOfType(config, fromEnvironment('consumer'), 'webhook');
const { entities, changesPerRequest = 1, timeoutSeconds = 10, allowPrivateAddresses } = consumer;
const timeoutMs = timeoutSeconds * 1_000;
const log = createLog(consumer.name);
const wiring = consumerWiring(consumer);
const underPolicy = await policyOf(consumer);
const versions = new Map(entities.map(({ name, version }) => [name, version]));
const receiver = createWebhookReceiver({ url: fromEnvironment('webhookUrl'), timeoutMs, allowPrivateAddresses });
const keys = createSigningKeys({ secretArn: fromEnvironment('webhookSecret') });

const requesting = { versions, changesPerRequest, timeoutMs, now: Date.now };

export function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const timeLeft = (): number => context.getRemainingTimeInMillis();
  const onPause = (reason: Reason): void => log.error(reason.message, { code: reason.code });
  const send = applyByWebhook({ ...requesting, receiver, keys, timeLeft, onPause });
  return consume(event, { ...wiring, apply: underPolicy(send) });
}
