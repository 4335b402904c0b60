/** What only the local cloud has, under /_headwater/: skipped on any other endpoint. */
import { CreateStackCommand, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutEventsCommand, type PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import { afterAll, describe, expect, test } from 'vitest';
import { cloudFormation, eventBridge } from './support/clients.ts';
import { afterwards, uniqueName } from './support/scene.ts';
import { until } from '../support/until.ts';

const endpoint = process.env['AWS_ENDPOINT_URL'] ?? '';
const isOurs = endpoint !== '' && (await fetch(`${endpoint}/_headwater/faults`)).status === 200;

describe.skipIf(!isOurs)('the local cloud', () => {
  afterAll(() => fetch(`${endpoint}/_headwater/faults`, { method: 'DELETE' }));

  test('accepts a resource type that it cannot make, and lists it as not emulated', async () => {
    const StackName = uniqueName('stack');
    const Thing = { Type: 'AWS::Headwater::NoSuchThing', Properties: { Name: 'x' } };
    afterwards(() => cloudFormation.send(new DeleteStackCommand({ StackName })));
    await cloudFormation.send(
      new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources: { Thing } }) }),
    );
    await until('the stack is made', async () => {
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
      return Stacks?.find(({ StackStatus }) => StackStatus === 'CREATE_COMPLETE');
    });

    const listed: unknown = await (await fetch(`${endpoint}/_headwater/not-emulated`)).json();

    expect(listed).toContainEqual({
      stack: StackName,
      logicalId: 'Thing',
      type: Thing.Type,
      reason: expect.any(String) as string,
    });
  });

  test('fails as many PutEvents entries as it is told to, and says when a fault is unknown', async () => {
    await planFaults({ putEvents: { failEntries: 2, errorCode: 'InternalFailure' } });

    const first = await putTwice();
    const second = await putTwice();

    expect(codes(first)).toEqual(['InternalFailure', 'InternalFailure']);
    expect(codes(second)).toEqual([undefined, undefined]);
    expect((await planFaults({ putEvents: { failEntires: 2 } })).status).toBe(400);
  });
});

async function planFaults(plan: object): Promise<Response> {
  return fetch(`${endpoint}/_headwater/faults`, { method: 'PUT', body: JSON.stringify(plan) });
}

async function putTwice(): Promise<PutEventsCommandOutput> {
  const entry = { Source: 'headwater.contract', DetailType: 'contract.tried', Detail: '{}' };
  return eventBridge.send(new PutEventsCommand({ Entries: [entry, entry] }));
}

function codes(answer: PutEventsCommandOutput) {
  return answer.Entries?.map(({ ErrorCode }) => ErrorCode);
}
