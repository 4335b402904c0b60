import type { Message } from '@aws-sdk/client-sqs';
import type { Deployment } from '../../shared/runtime/deployment.ts';
import { KEY_JSON } from '../../shared/adapters/sqs/dead-letters.ts';
import { tableOfStream } from '../deployment/table-of-stream.ts';
import { recordIn, setAsideIn, type RowNames } from './letter-content.ts';
import type { FullLetter, LetterSource, QueueSource, RowName } from './letter.ts';
import { own } from '../../shared/domain/own.ts';

type Why = Pick<FullLetter, 'code' | 'message' | 'field'>;

/** A dead-letter queue's message, with its reason in words. */
export function letterOfMessage(source: QueueSource, message: Message, names: RowNames): FullLetter {
  const { MessageId: id = '', Body: body = '', Attributes: { SentTimestamp, ApproximateReceiveCount } = {} } = message;
  const text = (name: string): string | undefined => own(message.MessageAttributes, name)?.StringValue;
  const receives = Number(ApproximateReceiveCount) || 0;
  const position = text('position');
  return {
    id,
    source,
    ...whyOf(source, text, receives),
    rows: rowsOf(source, body, text, names),
    ...(position !== undefined && { position }),
    sentAt: Number(SentTimestamp) || 0,
    receives,
    bytes: Buffer.byteLength(body),
    body,
  };
}

type Text = (attribute: string) => string | undefined;

function whyOf(source: QueueSource, text: Text, receives: number): Why {
  const [code, field] = [text('code'), text('field')];
  if (code !== undefined) return { code, message: text('message') ?? '', ...(field !== undefined && { field }) };
  switch (source.kind) {
    case 'rejected':
      return { code: 'HW_LETTER_FOREIGN', message: 'the message carries no reason: it is none of the normalizer' };
    case 'dlq':
      // SQS moved it here itself: it adds no attributes.
      return { code: 'HW_RECEIVES_EXHAUSTED', message: `received ${receives} times and never settled` };
    case 'rule-dlq': {
      const tries = text('RETRY_ATTEMPTS');
      const after = tries === undefined || tries === '0' ? '' : `, after ${tries} more tries`;
      const message = `EventBridge: ${text('ERROR_CODE') ?? 'no code'}, ${text('ERROR_MESSAGE') ?? 'no message'}${after}`;
      return { code: 'HW_DELIVERY_FAILED', message };
    }
  }
}

function rowsOf(source: QueueSource, body: string, text: Text, names: RowNames): readonly RowName[] {
  const key = keyIn(text);
  if (key !== undefined) return [{ entity: text('entity'), key }];
  if (source.kind !== 'rejected') return names.ofEvent(body);
  const record = recordIn(body);
  return record ? names.ofRecords([record], source.table) : [];
}

/** As it is: `key` alone is shortened and made printable (adapters/sqs/dead-letters.ts). */
function keyIn(text: Text): string | undefined {
  const exact = text(KEY_JSON);
  return exact === undefined ? text('key') : (JSON.parse(exact) as string);
}

export interface StoredObject {
  readonly key: string;
  readonly modified: Date | undefined;
  readonly body: string;
}

/** An object that Lambda wrote when it gave up on a stream batch. */
export function letterOfObject(
  source: Extract<LetterSource, { kind: 'stream-failures' }>,
  { key, modified, body }: StoredObject,
  { tables }: Pick<Deployment, 'tables'>,
  names: RowNames,
): FullLetter {
  const base = { id: key.split('/').at(-1) ?? key, source, sentAt: modified?.getTime() ?? 0 };
  const setAside = setAsideIn(body);
  const bytes = Buffer.byteLength(body);
  if (!setAside) {
    const message = 'the object is not what Lambda writes when it gives up on a batch';
    return { ...base, code: 'HW_LETTER_FOREIGN', message, rows: [], bytes, body };
  }
  const table = tableOfStream(tables, setAside.streamArn);
  const tries = setAside.invocations > 0 ? ` after ${setAside.invocations} invocations` : '';
  const message = `Lambda gave up on a batch of ${setAside.records.length} records${tries}: ${setAside.condition}`;
  const rows = names.ofRecords(setAside.records, table);
  return { ...base, code: 'HW_RECORDS_SET_ASIDE', message, rows, bytes, body };
}
