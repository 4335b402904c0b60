import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** Which cloud: AWS_ENDPOINT_URL decides, the SDK reads it. An emulator takes any credentials, but the SDK wants some. */
export const emulatorSettings = {
  region: process.env.AWS_REGION ?? 'us-east-1',
  ...(process.env.AWS_ACCESS_KEY_ID === undefined && { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
  ...(process.env.AWS_ENDPOINT_URL === undefined && { endpoint: 'http://127.0.0.1:4566' }),
};

/** A queue of one test's own. */
export async function openQueue() {
  const client = new SQSClient(emulatorSettings);
  const { QueueUrl: url = '' } = await client.send(
    new CreateQueueCommand({ QueueName: `contract-${crypto.randomUUID()}` }),
  );
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  const arn = Attributes?.QueueArn ?? '';
  const letIn = async (service: string, source: string): Promise<void> => {
    const Condition = { ArnEquals: { 'aws:SourceArn': source } };
    const right = {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sqs:SendMessage',
      Resource: arn,
      Condition,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [right] });
    await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { Policy } }));
  };
  const close = async (): Promise<void> => {
    await client.send(new DeleteQueueCommand({ QueueUrl: url }));
    client.destroy();
  };
  return { client, url, arn, letIn, close };
}
