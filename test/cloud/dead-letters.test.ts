import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createBus, createRule, letRuleSendTo, type DeliveredEvent } from './support/bus.ts';
import { eventBridge, sqs } from './support/clients.ts';
import { createQueue, deleteQueue } from './support/scene.ts';
import { until, untilTrue } from '../support/until.ts';
import { createWitness } from './support/witness.ts';

test('row 8: StartMessageMoveTask brings the messages of a dead-letter queue back to where they came from', async () => {
  const deadLetters = await createQueue();
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1 });
  const queue = await createQueue({ RedrivePolicy, VisibilityTimeout: '0' });
  await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: '"try me"' }));
  const receive = async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }))).Messages?.at(0);
  await untilTrue('the message is dead', async () => {
    await receive();
    return (await depth(deadLetters.url)) === 1;
  });

  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetters.arn }));

  const message = await until('the message is back', receive);
  expect(message.Body).toBe('"try me"');
  const task = await until('the task is complete', async () => {
    const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: deadLetters.arn }));
    return Results?.find(({ Status }) => Status === 'COMPLETED');
  });
  expect(task).toMatchObject({ SourceArn: deadLetters.arn, ApproximateNumberOfMessagesMoved: 1 });
});

test("row 8: an event whose target is gone goes to the target's own dead-letter queue, with the reason", async () => {
  const bus = await createBus();
  const [target, deadLetters] = [await createQueue(), await createWitness<DeliveredEvent>()];
  const rule = await createRule(bus, { source: ['headwater.contract'] }, target, {
    DeadLetterConfig: { Arn: deadLetters.queue.arn },
  });
  await letRuleSendTo(deadLetters.queue, rule.arn);
  await deleteQueue(target.url);

  await eventBridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: bus.name,
          Source: 'headwater.contract',
          DetailType: 'contract.tried',
          Detail: '{"name":"undeliverable"}',
        },
      ],
    }),
  );

  const event = await deadLetters.until('the event in the dead-letter queue', (seen) => seen.at(0));
  expect(event.detail.name).toBe('undeliverable');
  const attributes = deadLetters.messages.at(0)?.MessageAttributes ?? {};
  expect(attributes['RULE_ARN']?.StringValue).toBe(rule.arn);
  expect(attributes['TARGET_ARN']?.StringValue).toBe(target.arn);
  expect(attributes['ERROR_CODE']?.StringValue).toBe('NO_RESOURCE');
  expect(attributes['ERROR_MESSAGE']?.StringValue).toBeTruthy();
});

async function depth(QueueUrl: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0);
}
