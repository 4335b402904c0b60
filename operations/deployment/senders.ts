/** Where a verb sends changes of a table to: the bus, or one consumer's own queue. */
import { createEventBridgePublisher } from '../../shared/adapters/eventbridge/change-publisher.ts';
import { createPutEvents } from '../../shared/adapters/eventbridge/put-events.ts';
import { createS3ClaimStore } from '../../shared/adapters/s3/claim-store.ts';
import { createQueuePublisher } from '../../shared/adapters/sqs/change-publisher.ts';
import { consumerOf, tableOf } from '../../shared/domain/definition/lookup.ts';
import { takingReads } from '../../shared/domain/consumers/takes-reads.ts';
import type { ChangePublisher } from '../../shared/ports/change-publisher.ts';
import type { PublishPorts } from '../../shared/runtime/publish-changes.ts';
import { OperationError } from '../operation-error.ts';
import { failureKind, type CommandCode } from '../failures.ts';
import { believedWhileThere } from './believed-while-there.ts';
import type { Deployed } from '../deployed.ts';

/** To every consumer of the table's entities, by the bus. @param table its logical name */
export function sendToBus(deployed: Deployed, table: string): PublishPorts {
  const { eventBridge } = deployed.clients;
  const { name } = deployed.deployment.bus;
  const publisher = createEventBridgePublisher({ putEvents: createPutEvents(eventBridge, name), isFinal });
  return portsOf(deployed, table, believedWhileThere(publisher, eventBridge, name));
}

/**
 * To one consumer, past the bus.
 * @throws HeadwaterError HW_READS_REFUSED when it has side effects
 * @throws OperationError when it is not deployed
 */
export function sendToConsumer(deployed: Deployed, table: string, consumer: string): PublishPorts {
  const { clients, deployment, definition, region } = deployed;
  takingReads(consumerOf(definition, consumer));
  const queueUrl = deployment.consumers.find(({ name }) => name === consumer)?.bufferUrl;
  if (queueUrl === undefined) throw new OperationError(`Consumer "${consumer}" is not deployed.`, 'Deploy first.');
  return portsOf(deployed, table, createQueuePublisher({ client: clients.sqs, queueUrl, region }));
}

function portsOf(
  { clients, deployment, definition }: Deployed,
  table: string,
  publisher: ChangePublisher,
): PublishPorts {
  const bucket = deployment.normalizers.find((normalizer) => normalizer.table === table)?.claimsBucket;
  if (bucket === undefined) {
    throw new OperationError(`Table "${table}" has no normalizer here that says where large rows go.`, 'Deploy again.');
  }
  return {
    table: tableOf(definition, table),
    publisher,
    claims: createS3ClaimStore(bucket, clients.s3),
    isFinal,
    ...(definition.claimCheck && { claimBytes: definition.claimCheck.bytes }),
  };
}

/** What no waiting mends: it is gone, or these credentials are not let to it. */
const FINAL: ReadonlySet<CommandCode> = new Set<CommandCode>([
  'HW_RESOURCE_GONE',
  'HW_ACCESS_DENIED',
  'HW_CREDENTIALS',
  'HW_CLOCK',
]);

function isFinal(error: unknown): boolean {
  const kind = error instanceof Error ? failureKind(error) : undefined;
  return kind !== undefined && FINAL.has(kind.code);
}
