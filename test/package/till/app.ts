/** A stranger's CDK app with a table of its own: below the comment are the lines that Headwater takes. */
import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Headwater } from 'headwater/cdk';
import definition from './headwater.config.ts';

const stack = new Stack(new App(), 'Till');
const table = new Table(stack, 'Orders', {
  tableName: 'till-orders',
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  stream: StreamViewType.NEW_AND_OLD_IMAGES,
});

new Headwater(stack, 'Sync', {
  definition,
  definitionFile: new URL('headwater.config.ts', import.meta.url),
  tables: { orders: table },
});
