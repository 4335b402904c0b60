import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { functionConsumer, queueSafe } from 'headwater/function';
import { lowStock } from './consumer.ts';
import { noticeOf, runsLow } from './notice.ts';

// A request whose answer got lost must not be sent again behind our back.
const sqs = new SQSClient({ maxAttempts: 1 });

export const handler = functionConsumer(
  lowStock,
  async (change, context) => {
    if (change.operation !== 'updated') return;
    // A queue refuses U+FFFE and U+FFFF, which a key may hold.
    const MessageBody = queueSafe(JSON.stringify(noticeOf(change.after)));
    await sqs.send(new SendMessageCommand({ QueueUrl: context.queue('notices'), MessageBody }));
  },
  { when: runsLow },
);
