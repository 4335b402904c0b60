/** What `up` says of a deploy that failed: the sentence of the resource that failed first. */
import { expect, test } from 'vitest';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { firstFailure } from '../../../cli/deploy/failed-resource.ts';

const START = Date.parse('2026-11-30T02:34:00Z');

function event(seconds: number, status: string, reason: string, resource = 'Queue', type = 'AWS::SQS::Queue') {
  return {
    StackName: 'headwater-dev-pipeline',
    StackId: 'arn',
    EventId: String(seconds),
    Timestamp: new Date(START + seconds * 1_000),
    LogicalResourceId: resource,
    ResourceType: type,
    ResourceStatus: status,
    ResourceStatusReason: reason,
  } as StackEvent;
}

const stack = (seconds: number, status: string, reason: string): StackEvent =>
  event(seconds, status, reason, 'headwater-dev-pipeline', 'AWS::CloudFormation::Stack');

/** As MiniStack reported it; AWS puts "Received response status [FAILED] ..." in front. */
const REFUSED = `Error: search index film-000001 cannot be made: OpenSearch answered 400 illegal_argument_exception: Failed to build analyzers: [default]

Logs: /aws/lambda/headwater-dev-search-setup

    at invokeUserFunction (/tmp/code/framework.js:2:6)
    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)`;

test('the first resource that failed in this deploy, without the stack of the function it ran', () => {
  const events = [
    stack(40, 'UPDATE_ROLLBACK_COMPLETE', ''),
    stack(31, 'UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to update: [SearchSetupDone].'),
    event(30, 'UPDATE_FAILED', 'Resource update cancelled', 'Rule', 'AWS::Events::Rule'),
    event(29, 'UPDATE_FAILED', REFUSED, 'SearchSetupDone', 'Custom::SearchSetup'),
    event(20, 'UPDATE_COMPLETE', ''),
    event(-300, 'UPDATE_FAILED', 'of another deploy'),
  ];

  expect(firstFailure(events, START)).toEqual({
    stack: 'headwater-dev-pipeline',
    resource: 'SearchSetupDone',
    type: 'Custom::SearchSetup',
    reason:
      'search index film-000001 cannot be made: OpenSearch answered 400 illegal_argument_exception: Failed to build analyzers: [default]',
  });
});

test("the ids of AWS's own requests say nothing to a reader", () => {
  const handler =
    'Resource handler returned message: "Name too long" (RequestToken: 5f6a, HandlerErrorCode: InvalidRequest)';
  const service = 'Table already exists (Service: DynamoDb, Status Code: 400, Request ID: ABC)';

  expect(firstFailure([event(1, 'CREATE_FAILED', handler)], START)?.reason).toBe(
    'Resource handler returned message: "Name too long"',
  );
  expect(firstFailure([event(1, 'CREATE_FAILED', service)], START)?.reason).toBe('Table already exists');
});

test('a stack that failed by itself says why', () => {
  const failed = stack(1, 'UPDATE_ROLLBACK_FAILED', 'Template format error');

  expect(firstFailure([failed], START)).toMatchObject({
    resource: 'headwater-dev-pipeline',
    reason: failed.ResourceStatusReason,
  });
});

test('a deploy in which nothing failed has no reason', () => {
  expect(firstFailure([event(1, 'CREATE_COMPLETE', '')], START)).toBeUndefined();
});
