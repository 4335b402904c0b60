import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../domain/delivery/chunks.ts';
import type { ChangeEvent } from '../../domain/change/event.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import type { ChangePublisher, PublishResult } from '../../ports/change-publisher.ts';

export interface QueuePublisherOptions {
  readonly client: SQSClient;
  /** The buffer of one consumer. */
  readonly queueUrl: string;
  readonly region: string;
  /** Requests in flight at once. @default 4 */
  readonly concurrency?: number;
  /** @default Math.random */
  readonly random?: () => number;
  /** Waits some milliseconds between two attempts. @default by the real clock */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** SendMessageBatch takes at most 10 messages and 1 MiB together (API reference). */
const REQUEST = { count: 10, bytes: 1024 * 1024 };
/** Codes of a failed message that will fail again (API reference, SendMessage). Throttling is a sender's fault too. */
const HOPELESS: ReadonlySet<string> = new Set(['InvalidMessageContents', 'InvalidParameterValue']);
/** Errors of a whole request that no waiting mends: the queue is not there, or these credentials may not send to it. */
const NOT_FOR_US: ReadonlySet<string> = new Set([
  ...['QueueDoesNotExist', 'QueueDeletedRecently', 'AWS.SimpleQueueService.NonExistentQueue', 'InvalidAddress'],
  ...['AccessDenied', 'AccessDeniedException', 'KmsAccessDenied', 'KmsDisabled', 'KmsNotFound'],
]);
const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 2_000;
const NOT_TRIED: Reason = { code: 'HW_PUBLISH_FAILED', message: 'no time was left to send the event' };

/**
 * Puts events straight into one consumer's buffer, in the envelope that EventBridge delivers them in: no other consumer, no
 * archive sees them. Only messages that failed are sent again, with full jitter. It throws what SQS said where no waiting helps.
 */
export function createQueuePublisher(options: QueuePublisherOptions): ChangePublisher {
  const { concurrency = 4, random = Math.random, pause = delay } = options;
  return {
    async publish(events, timeLeft) {
      const results: PublishResult[] = events.map(() => ({ published: false, reason: NOT_TRIED }));
      let pending = events.map((event, index) => ({ index, body: delivered(event, options) }));
      for (let attempt = 0; pending.length > 0 && timeLeft() > 0; attempt += 1) {
        if (attempt > 0) await pause(Math.min(timeLeft(), random() * longestPause(attempt)));
        const requests = chunks(pending, ({ body }) => Buffer.byteLength(body), REQUEST);
        const send = async (): Promise<void> => {
          for (let request = requests.shift(); request; request = requests.shift()) {
            const sent = request;
            const outcomes = await sendBatch(options, sent);
            outcomes.forEach((outcome, place) => {
              const { index } = sent[place] ?? {};
              if (index !== undefined) results[index] = outcome;
            });
          }
        };
        await Promise.all(Array.from({ length: concurrency }, send));
        pending = pending.filter(({ index }) => isWorthATry(results[index]));
      }
      return results;
    },
  };
}

interface Pending {
  readonly index: number;
  readonly body: string;
}

async function sendBatch(
  { client, queueUrl }: QueuePublisherOptions,
  request: readonly Pending[],
): Promise<PublishResult[]> {
  const Entries = request.map(({ body }, place) => ({ Id: String(place), MessageBody: body }));
  try {
    const { Successful = [], Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
    );
    const taken = new Set(Successful.map(({ Id }) => Id));
    const failures = new Map(Failed.map((failure) => [failure.Id, failure]));
    return Entries.map(({ Id }) => {
      if (taken.has(Id)) return { published: true };
      const { Code = 'no answer', Message = '' } = failures.get(Id) ?? {};
      const message = `the queue refused the event: ${Code}: ${Message}`;
      return {
        published: false,
        reason: { code: HOPELESS.has(Code) ? 'HW_EVENT_REFUSED' : 'HW_PUBLISH_FAILED', message },
      };
    });
  } catch (error) {
    if (error instanceof Error && NOT_FOR_US.has(error.name)) throw error;
    const message = `SendMessageBatch failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
    return request.map(() => ({ published: false, reason: { code: 'HW_PUBLISH_FAILED', message } }));
  }
}

/** The body of the message that EventBridge makes of an event (user guide: Event structure). */
function delivered(
  { source, detailType, time, detail }: ChangeEvent,
  { queueUrl, region }: QueuePublisherOptions,
): string {
  const account = new URL(queueUrl).pathname.split('/')[1] ?? '';
  const envelope = { version: '0', id: randomUUID(), 'detail-type': detailType, source, account, time, region };
  return `${JSON.stringify({ ...envelope, resources: [] }).slice(0, -1)},"detail":${detail}}`;
}

function isWorthATry(result: PublishResult | undefined): boolean {
  return result !== undefined && !result.published && result.reason.code === 'HW_PUBLISH_FAILED';
}

function longestPause(attempt: number): number {
  return Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** attempt);
}
