import { SendMessageBatchCommand, type MessageAttributeValue, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../domain/delivery/chunks.ts';
import { deepJsonText, isDeeperThan } from '../../domain/row/deep-json.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import type { Json } from '../../domain/row/json.ts';
import { queueSafe } from '../../domain/change/pack.ts';
import type { DeadLetter, DeadLetters } from '../../ports/dead-letters.ts';

/** SendMessageBatch takes at most 10 messages and 1 MiB together (API reference). */
const BATCH = { count: 10, bytes: 1024 * 1024 };
/** Two texts of 600 characters, a key twice, and what is short. */
const ATTRIBUTES_BYTES = 8192;

/** Puts dead letters into an SQS queue: the body is what can be sent again, the reason stands in the attributes. */
export function createSqsDeadLetters(client: SQSClient, queueUrl: string): DeadLetters {
  return {
    async put(letters) {
      for (const batch of chunks(letters.map(messageOf), messageBytes, BATCH)) {
        const Entries = batch.map((message, index) => ({ Id: String(index), ...message }));
        const { Failed = [] } = await client
          .send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
          .catch((cause: unknown) => {
            throw new HeadwaterError(
              'HW_DEAD_LETTER_FAILED',
              `cannot store ${batch.length} dead letters in ${queueUrl}`,
              { cause },
            );
          });
        if (Failed.length > 0) {
          const codes = [...new Set(Failed.map(({ Code }) => Code))].join(', ');
          throw new HeadwaterError(
            'HW_DEAD_LETTER_FAILED',
            `${Failed.length} dead letters were refused by ${queueUrl}: ${codes}`,
          );
        }
      }
    },
  };
}

interface Message {
  readonly MessageBody: string;
  readonly MessageAttributes: Record<string, MessageAttributeValue>;
}

function messageOf(letter: DeadLetter): Message {
  const { stage, reason, entity, key, position } = letter;
  const texts = { stage, code: reason.code, message: reason.message, field: reason.field, entity, key, position };
  const given = Object.entries(texts).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return {
    MessageBody: letterBody(letter),
    MessageAttributes: Object.fromEntries(
      [...given, ...exactKey(key)].map(([name, text]) => [
        name,
        attribute(text, name === KEY_JSON ? MOST_KEY_JSON : 600),
      ]),
    ),
  };
}

/** DynamoDB nests 32 levels; what it gave is far from this. */
const EASILY_NESTED = 500;

/** A key that cannot stand in an attribute as it is stands in one more as JSON: by it forget and a redrive find their letters. */
export const KEY_JSON = 'keyJson';
/** 512 bytes (keys.ts), each an escape of six. */
const MOST_KEY_JSON = 3_080;

function exactKey(key: string | undefined): readonly [string, string][] {
  if (key === undefined || attribute(key).StringValue === key) return [];
  return [[KEY_JSON, queueSafe(JSON.stringify(key))]];
}

/** The body of a letter's message. The last resort says no more than that something lay here: one letter that nothing fits must not keep the others out. */
export function letterBody({ payload, reducedPayload = null }: DeadLetter): string {
  for (const one of [payload, reducedPayload]) {
    const body = bodyOf(one);
    if (Buffer.byteLength(body) <= BATCH.bytes - ATTRIBUTES_BYTES) return body;
  }
  return 'null';
}

function bodyOf(payload: DeadLetter['payload']): string {
  return typeof payload === 'string' ? payload : queueSafe(jsonText(payload));
}

/**
 * What is nested deep is written more slowly. The engine's own writer compares each level with all above it, and may end the stack
 * (at 4,400 levels in Node's main thread): it is not tried.
 */
function jsonText(payload: Json): string {
  return isDeeperThan(payload, EASILY_NESTED) ? deepJsonText(payload) : JSON.stringify(payload);
}

/** SQS refuses control characters (API reference, SendMessage): they are shown as escapes. */
export function attributeText(text: string): string {
  // eslint-disable-next-line no-control-regex -- exactly the characters SQS refuses
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function attribute(text: string, most = 600): MessageAttributeValue {
  // Cut first: the cut may leave half of a pair.
  return { DataType: 'String', StringValue: attributeText(text).slice(0, most).toWellFormed() };
}

function messageBytes({ MessageBody }: Message): number {
  return Buffer.byteLength(MessageBody) + ATTRIBUTES_BYTES;
}
