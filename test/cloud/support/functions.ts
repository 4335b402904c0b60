/** Functions that a test makes, each with a role. */
import { CreateFunctionCommand, DeleteFunctionCommand, GetFunctionCommand } from '@aws-sdk/client-lambda';
import { untilTrue } from '../../support/until.ts';
import { lambda } from './clients.ts';
import { createRole } from './roles.ts';
import { afterwards, present, uniqueName, type LambdaFunction, type Queue } from './scene.ts';
import { zipOf } from './zip.ts';

/**
 * A Node function from one CommonJS text. `tell(what)` sends what it sees to the witness queue.
 * @param role default: HEADWATER_CLOUD_ROLE_ARN, or a role that may use queues, streams, buckets and logs
 */
export async function createFunction(witness: Queue, handler: string, role?: string): Promise<LambdaFunction> {
  const name = uniqueName('function');
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: role ?? (await roleArn()),
      Timeout: 30,
      Code: { ZipFile: zipOf('index.js', `${telling}\n${handler}`) },
      Environment: { Variables: { WITNESS_URL: witness.url } },
    }),
  );
  afterwards(() => lambda.send(new DeleteFunctionCommand({ FunctionName: name })));
  await untilTrue(`function ${name} is active`, async () => {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
    return Configuration?.State === 'Active';
  });
  return { name, arn: present(FunctionArn, 'a function ARN') };
}

const telling = `
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const client = new SQSClient({});
const tell = (what) =>
  client.send(new SendMessageCommand({ QueueUrl: process.env.WITNESS_URL, MessageBody: JSON.stringify(what) }));
const idOf = (record) => record.dynamodb.Keys.id.S;
`;

async function roleArn(): Promise<string> {
  const given = process.env['HEADWATER_CLOUD_ROLE_ARN'];
  if (given !== undefined) return given;
  const Action = ['sqs:*', 'dynamodb:*', 's3:*', 'logs:*'];
  return (await createRole([{ Action, Resource: '*' }])).arn;
}
