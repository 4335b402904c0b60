/** What a deployment names and the cloud no longer has: CloudFormation does not notice what is deleted behind its back. */
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeEventBusCommand, DescribeRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Deployment } from '../../shared/runtime/deployment.ts';
import type { Clients } from '../deployment/clients.ts';
import { isGone } from '../deployment/name-what-is-gone.ts';
import { ruleOf } from '../replay/plan.ts';
import { findDeployment, type DeploymentId } from '../deployment/read-deployment.ts';
import { OperationError } from '../operation-error.ts';

type Look = readonly [name: string, look: () => Promise<unknown>];

/** @returns what is gone, by name: `table headwater-dev-shop` */
export async function goneResources(clients: Clients, deployment: Deployment): Promise<readonly string[]> {
  const gone = looksAt(clients, deployment).map(async ([name, look]) =>
    look().then(
      () => [],
      (error: unknown) => {
        if (isGone(error)) return [name];
        throw error;
      },
    ),
  );
  return (await Promise.all(gone)).flat();
}

/**
 * @param next how this cloud gets back what is gone
 * @throws OperationError that names what was deleted by hand
 */
export async function checkWhole(clients: Clients, id: DeploymentId, next: string): Promise<void> {
  const deployment = await findDeployment(clients.cloudFormation, id);
  const gone = deployment ? await goneResources(clients, deployment) : [];
  if (gone.length === 0) return;
  const message = `Deleted behind CloudFormation's back, and not made again by a deploy: ${gone.join(', ')}.`;
  throw new OperationError(message, next, { isFinding: true });
}

function looksAt(clients: Clients, deployment: Deployment): readonly Look[] {
  const { tables, normalizers, bus, consumers, analytics, backfill } = deployment;
  const each = (kind: string, names: readonly (string | undefined)[], look: (name: string) => Promise<unknown>) =>
    [...new Set(names)].flatMap((name): Look[] =>
      name === undefined ? [] : [[`${kind} ${name.split('/').at(-1) ?? name}`, () => look(name)]],
    );
  const { dynamoDb, eventBridge, lambda, s3, sqs } = clients;
  const queues = consumers.flatMap((one) => [one.bufferUrl, one.deadLetterUrl, one.ruleDeadLetterUrl]);
  const buckets = normalizers.flatMap((one) => [one.failuresBucket, one.claimsBucket]);
  return [
    ...each('table', [...tables.map((one) => one.physicalName), backfill?.jobsTable], (TableName) =>
      dynamoDb.send(new DescribeTableCommand({ TableName })),
    ),
    ...each('bus', [bus.name], (Name) => eventBridge.send(new DescribeEventBusCommand({ Name }))),
    ...each(
      'rule',
      consumers.map((one) => one.ruleArn),
      (arn) => eventBridge.send(new DescribeRuleCommand(ruleOf(arn))),
    ),
    ...each('queue', [...queues, ...normalizers.map((one) => one.rejectedQueueUrl)], (QueueUrl) =>
      sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })),
    ),
    ...each('bucket', [...buckets, analytics?.bucket], (Bucket) => s3.send(new HeadBucketCommand({ Bucket }))),
    ...each(
      'function',
      [...normalizers, ...consumers].map((one) => one.functionName),
      (FunctionName) => lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
    ),
  ];
}
