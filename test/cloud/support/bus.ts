import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  StartReplayCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { eventBridge, sqs } from './clients.ts';
import { afterwards, present, uniqueName, type Queue } from './scene.ts';
import { until } from '../../support/until.ts';

export interface Bus {
  readonly name: string;
  readonly arn: string;
}
export interface Rule {
  readonly name: string;
  readonly arn: string;
}
export interface Archive {
  readonly name: string;
  readonly arn: string;
}
/** An event as a target receives it. */
export interface DeliveredEvent {
  readonly time: string;
  readonly detail: { readonly name: string };
  readonly 'replay-name'?: string;
}

export async function createBus(): Promise<Bus> {
  const name = uniqueName('bus');
  const { EventBusArn } = await eventBridge.send(new CreateEventBusCommand({ Name: name }));
  afterwards(() => eventBridge.send(new DeleteEventBusCommand({ Name: name })));
  return { name, arn: present(EventBusArn, 'a bus ARN') };
}

/** A rule that sends what matches to a queue, and may do so by the queue's policy. */
export async function createRule(bus: Bus, pattern: object, queue: Queue, target: Partial<Target> = {}): Promise<Rule> {
  const name = uniqueName('rule');
  const { RuleArn } = await eventBridge.send(
    new PutRuleCommand({ Name: name, EventBusName: bus.name, EventPattern: JSON.stringify(pattern) }),
  );
  const arn = present(RuleArn, 'a rule ARN');
  afterwards(() => eventBridge.send(new DeleteRuleCommand({ Name: name, EventBusName: bus.name })));
  await letRuleSendTo(queue, arn);
  await eventBridge.send(
    new PutTargetsCommand({
      Rule: name,
      EventBusName: bus.name,
      Targets: [{ ...target, Id: 'queue', Arn: queue.arn }],
    }),
  );
  afterwards(() => eventBridge.send(new RemoveTargetsCommand({ Rule: name, EventBusName: bus.name, Ids: ['queue'] })));
  return { name, arn };
}

export async function letRuleSendTo(queue: Queue, ruleArn: string): Promise<void> {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue.arn,
    Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { Policy } }));
}

export async function createArchive(bus: Bus, pattern?: object): Promise<Archive> {
  const name = uniqueName('archive');
  const { ArchiveArn } = await eventBridge.send(
    new CreateArchiveCommand({
      ArchiveName: name,
      EventSourceArn: bus.arn,
      ...(pattern && { EventPattern: JSON.stringify(pattern) }),
    }),
  );
  afterwards(() => eventBridge.send(new DeleteArchiveCommand({ ArchiveName: name })));
  return { name, arn: present(ArchiveArn, 'an archive ARN') };
}

export async function archivedEvents(archive: Archive): Promise<number> {
  const { EventCount } = await eventBridge.send(new DescribeArchiveCommand({ ArchiveName: archive.name }));
  return EventCount ?? 0;
}

/** Replays a range of source time and waits until the replay is over; returns its name. */
export async function replay(
  archive: Archive,
  bus: Bus,
  range: { readonly from: Date; readonly to: Date },
  rules?: readonly Rule[],
): Promise<string> {
  const ReplayName = uniqueName('replay');
  await eventBridge.send(
    new StartReplayCommand({
      ReplayName,
      EventSourceArn: archive.arn,
      EventStartTime: range.from,
      EventEndTime: range.to,
      Destination: { Arn: bus.arn, ...(rules && { FilterArns: rules.map(({ arn }) => arn) }) },
    }),
  );
  await until('the replay is over', async () => {
    const { State } = await eventBridge.send(new DescribeReplayCommand({ ReplayName }));
    return State === 'COMPLETED' ? State : undefined;
  });
  return ReplayName;
}
