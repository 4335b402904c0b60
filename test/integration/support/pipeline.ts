import { PutItemCommand, DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareIndex } from './compare-index.ts';
import { countMessages } from '../../../operations/deployment/queues.ts';
import { openSearch } from '../../../operations/deployment/search.ts';
import { readSessionDeployment, sessionAt, type DeployedSession } from '../../../cli/cloud/session.ts';
import type { StoredDocument } from '../../../shared/ports/search-store.ts';
import type { ConsumerOutput, NormalizerOutput } from '../../../shared/runtime/deployment.ts';
import type { Verification } from '../../../shared/runtime/verify/result.ts';

export type StoredItem = Record<string, AttributeValue>;

/** The shop of the fixture (or the film shop, which has the same names), deployed for real on the test cloud: what a test writes to and looks at. */
export interface Pipeline {
  readonly session: DeployedSession;
  readonly table: string;
  readonly normalizer: NormalizerOutput;
  consumer(name: string): ConsumerOutput;
  put(item: StoredItem): Promise<void>;
  setPrice(filmId: string, price: string): Promise<void>;
  remove(pk: string, sk: string): Promise<void>;
  /** The document as the index holds it, tombstones included. */
  document(entity: string, key: string): Promise<StoredDocument | undefined>;
  messages(queueUrl: string): Promise<number>;
  compare(): Promise<Verification>;
}

export async function connectPipeline(endpoint = process.env.AWS_ENDPOINT_URL): Promise<Pipeline> {
  if (!endpoint)
    throw new Error('AWS_ENDPOINT_URL is not set: run these tests by npm test, or against a cloud that you name');
  const opened = await sessionAt({ kind: 'local', endpoint, region: 'us-east-1' }, { stage: 'dev', json: true });
  const session = { ...opened, deployment: await readSessionDeployment(opened) };
  const { clients, deployment } = session;
  const [table, normalizer] = [deployment.tables[0], deployment.normalizers[0]];
  if (!table || !normalizer) throw new Error('the deployment has no table');
  const { store } = openSearch(session);
  const TableName = table.physicalName;
  return {
    session,
    table: TableName,
    normalizer,
    consumer: (name) => {
      const found = deployment.consumers.find((consumer) => consumer.name === name);
      if (!found) throw new Error(`there is no consumer ${name}`);
      return found;
    },
    put: async (Item) => {
      await clients.dynamoDb.send(new PutItemCommand({ TableName, Item }));
    },
    setPrice: async (filmId, price) => {
      const Key = { pk: { S: `FILM#${filmId}` }, sk: { S: 'FILM' } };
      const ExpressionAttributeValues = { ':price': { N: price } };
      const UpdateExpression = 'SET price = :price';
      await clients.dynamoDb.send(
        new UpdateItemCommand({ TableName, Key, UpdateExpression, ExpressionAttributeValues }),
      );
    },
    remove: async (pk, sk) => {
      await clients.dynamoDb.send(new DeleteItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: sk } } }));
    },
    document: (entity, key) => store.get(entity, key),
    messages: (url) => countMessages(clients.sqs, url),
    compare: () => compareIndex(session),
  };
}

/** Ends of ids that no other run has used. */
export function unique(name: string): string {
  return `${name}-${crypto.randomUUID().slice(0, 8)}`;
}
