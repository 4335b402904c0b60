import { Duration, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Queue, type QueueProps, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { RETENTION_DAYS } from '../../shared/domain/retention/retention.ts';
import { acknowledge } from './acknowledge.ts';

/** The longest SQS offers. */
const DEAD_LETTER_RETENTION = Duration.days(RETENTION_DAYS.deadLetters);

/**
 * What every queue has: TLS only, and encryption with SQS's own key. A key of our own would guard transit copies of
 * rows whose stores it guards already, and cost a KMS request per key and five minutes, and trust in EventBridge.
 */
export function encryptedQueue(scope: Construct, id: string, props: QueueProps): Queue {
  return new Queue(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
}

/** A queue where what failed waits for a person; nothing consumes it. */
export function deadLetterQueue(scope: Construct, id: string, removalPolicy: RemovalPolicy): Queue {
  const queue = encryptedQueue(scope, id, { retentionPeriod: DEAD_LETTER_RETENTION, removalPolicy });
  acknowledge(queue, { 'AwsSolutions-SQS3': 'It is the dead-letter queue; nothing receives from it on its own.' });
  return queue;
}
