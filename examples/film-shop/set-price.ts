/**
 * Changes a film's price, as any script of yours would: it knows the deployment from `headwater status --json`.
 *
 *   npx headwater status --json | npx node examples/film-shop/set-price.ts alien-1979 4.99
 */
import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { text } from 'node:stream/consumers';
import { filmKey } from './film-items.ts';
import { centsOf, decimalOf } from './money.ts';

interface Status {
  readonly region: string;
  readonly endpoint: string | null;
  readonly tables: readonly { readonly name: string; readonly entities: readonly string[] }[];
}

const [film = '', price = ''] = process.argv.slice(2);
const { region, endpoint, tables } = JSON.parse(await text(process.stdin)) as Status;
const table = tables.find(({ entities }) => entities.includes('film'));
const emulator = endpoint !== null && { endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const client = new DynamoDBClient({ region, ...emulator });

try {
  await client.send(
    new UpdateItemCommand({
      TableName: table?.name,
      Key: filmKey(film),
      UpdateExpression: 'SET price = :price',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':price': { N: decimalOf(centsOf(price)) } },
    }),
  );
  console.log(`${film} now costs ${price}. Look: npx headwater get film ${film}`);
} catch (error) {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
  console.error(`There is no film ${film}. Look for one: npx headwater search film '*'`);
  process.exitCode = 1;
}
