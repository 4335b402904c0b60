import { DescribeStackEventsCommand, type CloudFormationClient, type StackEvent } from '@aws-sdk/client-cloudformation';

/** The resource that a deploy failed at first, and why, as CloudFormation was told. */
export interface FailedResource {
  readonly stack: string;
  readonly resource: string;
  readonly type: string;
  readonly reason: string;
}

/** Looks for it in the stacks' events since then (epoch milliseconds); undefined when no resource failed. */
export async function findFailedResource(
  client: CloudFormationClient,
  stacks: readonly string[],
  since: number,
): Promise<FailedResource | undefined> {
  const events = await Promise.all(stacks.map((stack) => eventsOf(client, stack)));
  return firstFailure(events.flat(), since);
}

/** What comes after the first failure are resources that CloudFormation cancelled, and the stack itself. */
export function firstFailure(events: readonly StackEvent[], since: number): FailedResource | undefined {
  const failed = events
    .filter(({ Timestamp }) => Timestamp !== undefined && Timestamp.getTime() >= since)
    .filter(({ ResourceStatus = '', ResourceStatusReason = '' }) => {
      return ResourceStatus.endsWith('_FAILED') && ResourceStatusReason !== '' && !CANCELLED.test(ResourceStatusReason);
    })
    .toSorted((one, other) => Number(one.Timestamp) - Number(other.Timestamp));
  const event = failed.find(({ ResourceType }) => ResourceType !== 'AWS::CloudFormation::Stack') ?? failed[0];
  return (
    event && {
      stack: event.StackName ?? '',
      resource: event.LogicalResourceId ?? '',
      type: event.ResourceType ?? '',
      reason: sentenceOf(event.ResourceStatusReason ?? ''),
    }
  );
}

const CANCELLED = /^Resource (creation|update) cancelled/i;

/** The CDK's provider adds a log group and a stack, AWS the ids of its request. */
function sentenceOf(reason: string): string {
  const lines = reason.split('\n').map((line) => line.trim());
  const end = lines.findIndex((line) => line.startsWith('at ') || line.startsWith('Logs: '));
  const told = lines.slice(0, end < 0 ? lines.length : end).filter((line) => line !== '');
  return told
    .join(' ')
    .replace(/^Error: /, '')
    .replaceAll(/ ?\((?:Service: [^()]*, )?(?:Request ID|RequestToken): [^()]*\)/g, '');
}

/** The newest come first; the first page holds more than one deploy. */
async function eventsOf(client: CloudFormationClient, StackName: string): Promise<readonly StackEvent[]> {
  return client.send(new DescribeStackEventsCommand({ StackName })).then(
    ({ StackEvents = [] }) => StackEvents,
    // A stack that was never made has no events, and the deploy has a reason of its own.
    () => [],
  );
}
