import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { functionConsumer } from 'headwater/function';
import { checkOut } from './checkout.ts';
import { checkout } from './consumer.ts';
import { createDynamoDbBooks } from './dynamodb-books.ts';
import { testPayments } from './payments.ts';

const client = new DynamoDBClient({});

export const handler = functionConsumer(checkout, (change, context) =>
  checkOut(change, { books: createDynamoDbBooks(client, context.table('shop')), payments: testPayments }),
);
