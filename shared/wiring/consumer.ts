/** What the function of every consumer is wired to: its queue, its DLQ, the large rows, its counts, its field policy. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { createSqsDeadLetters } from '../adapters/sqs/dead-letters.ts';
import { createSqsRedelivery } from '../adapters/sqs/redelivery.ts';
import type { Consumer } from '../domain/definition/headwater.ts';
import { liftTo } from '../domain/change/lift.ts';
import { viewOf } from '../domain/change/view.ts';
import { deferredClaims } from '../runtime/claim-check.ts';
import type { ConsumeOptions } from '../runtime/consume.ts';
import { fromEnvironment } from '../runtime/environment.ts';
import { createOutcomeCounter } from '../runtime/metrics.ts';
import type { Apply } from '../runtime/prepare.ts';
import { tellInLog } from '../runtime/tell-retries.ts';

/** All that `consume` needs but for what is done with the changes. */
export function consumerWiring({ name, entities, filters }: Consumer): Omit<ConsumeOptions, 'apply'> {
  const sqs = new SQSClient({});
  return {
    consumer: name,
    entities: new Set(entities.map((entity) => entity.name)),
    lift: liftTo(entities),
    view: viewOf(filters),
    claims: deferredClaims(async () => {
      const { createS3ClaimStore } = await import('../adapters/s3/claim-store.ts');
      return createS3ClaimStore(fromEnvironment('claimsBucket'));
    }),
    deadLetters: createSqsDeadLetters(sqs, fromEnvironment('deadLetterUrl')),
    redelivery: createSqsRedelivery(sqs, fromEnvironment('bufferUrl')),
    counter: createOutcomeCounter(name),
    tell: tellInLog(name),
  };
}

/**
 * Lets a consumer's own policy stand before what it does with changes. Few have one, and fewer hash: the others' cold starts
 * do not parse what that takes.
 *
 * @throws HeadwaterError HW_POLICY_KEY_MISSING when the policy hashes and the key cannot be read
 */
export async function policyOf(consumer: Consumer): Promise<(apply: Apply) => Apply> {
  if (consumer.policy === undefined) return (apply) => apply;
  const { hashForConsumer, underPolicy } = await import('../runtime/policy.ts');
  const hash = await hashForConsumer(consumer, () => ({ read: readKey }));
  return (apply) => underPolicy(consumer, hash, apply);
}

async function readKey(): Promise<Uint8Array> {
  const { createSecretsManagerKeySource } = await import('../adapters/secrets-manager/policy-key.ts');
  return createSecretsManagerKeySource({ secretArn: fromEnvironment('policyKey') }).read();
}
