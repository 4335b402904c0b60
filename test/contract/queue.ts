import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

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
  const close = async (): Promise<void> => {
    await client.send(new DeleteQueueCommand({ QueueUrl: url }));
    client.destroy();
  };
  return { client, url, arn: Attributes?.QueueArn ?? '', close };
}
