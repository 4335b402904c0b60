import type { PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { chunks } from '../../domain/delivery/chunks.ts';
import type { ChangeEvent } from '../../domain/change/event.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import type { ChangePublisher, PublishResult } from '../../ports/change-publisher.ts';
import { pause as realPause } from './pause.ts';
import type { PutEvents } from './put-events.ts';

export interface PublisherOptions {
  readonly putEvents: PutEvents;
  /** Requests in flight at once. @default 4 */
  readonly concurrency?: number;
  /** @default Math.random */
  readonly random?: () => number;
  /** Waits some milliseconds between two attempts. @default by the real clock */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** Errors of a whole request that are thrown, as no waiting mends them. @default none: all are tried again */
  readonly isFinal?: (error: unknown) => boolean;
}

/** PutEvents takes at most 10 entries and under 1 MB a request (API reference). */
const REQUEST = { count: 10, bytes: 1024 * 1024 - 1024 };
/** Codes of a failed entry that will fail again (API reference, PutEventsResultEntry). */
const HOPELESS: ReadonlySet<string> = new Set([
  'MalformedDetail',
  'InvalidArgument',
  'NotAuthorizedForSourceException',
]);
const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 2_000;
const NOT_TRIED: Reason = { code: 'HW_PUBLISH_FAILED', message: 'no time was left to publish the event' };

/**
 * Publishes with PutEvents. FailedEntryCount is read entry by entry and only failed entries are sent again, with full
 * jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"). `putEvents` should make one attempt a call.
 */
export function createEventBridgePublisher(options: PublisherOptions): ChangePublisher {
  const { concurrency = 4, random = Math.random, pause = realPause } = options;
  return {
    async publish(events, timeLeft) {
      const results: PublishResult[] = events.map(() => ({ published: false, reason: NOT_TRIED }));
      let pending = events.map((event, index) => ({ index, event }));
      for (let attempt = 0; pending.length > 0 && timeLeft() > 0; attempt += 1) {
        if (attempt > 0) await pause(Math.min(timeLeft(), random() * longestPause(attempt)));
        const failed: Pending[] = [];
        const requests = chunks(pending, entryBytes, REQUEST);
        const work = async (): Promise<void> => {
          for (let request = requests.pop(); request; request = requests.pop()) {
            const outcome = await send(options, request);
            outcome.forEach((result, index) => {
              const sent = request[index];
              if (!sent) return;
              results[sent.index] = result;
              if (!result.published && result.reason.code === 'HW_PUBLISH_FAILED') failed.push(sent);
            });
          }
        };
        await Promise.all(Array.from({ length: concurrency }, work));
        pending = failed.sort((a, b) => a.index - b.index);
      }
      return results;
    },
  };
}

interface Pending {
  readonly index: number;
  readonly event: ChangeEvent;
}

async function send({ putEvents, isFinal }: PublisherOptions, request: readonly Pending[]): Promise<PublishResult[]> {
  try {
    const entries = await putEvents(request.map(({ event }) => event));
    return request.map((_, index) => resultOf(entries[index]));
  } catch (error) {
    if (isFinal?.(error)) throw error;
    // The bus answers a whole request with an error when it is throttled, down or not to be reached: all of it failed.
    const message = `PutEvents failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
    return request.map(() => ({ published: false, reason: { code: 'HW_PUBLISH_FAILED', message } }));
  }
}

function resultOf(entry: PutEventsResultEntry | undefined): PublishResult {
  if (entry?.EventId && !entry.ErrorCode) return { published: true };
  const code = entry?.ErrorCode ?? 'no answer';
  const message = `the bus refused the event: ${code}: ${entry?.ErrorMessage ?? ''}`;
  return { published: false, reason: { code: HOPELESS.has(code) ? 'HW_EVENT_REFUSED' : 'HW_PUBLISH_FAILED', message } };
}

function longestPause(attempt: number): number {
  return Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** attempt);
}

const TIME_BYTES = 14;

/** The size EventBridge counts (user guide: Calculating PutEvents event entry size). */
function entryBytes({ event: { source, detailType, detail } }: Pending): number {
  return TIME_BYTES + Buffer.byteLength(source) + Buffer.byteLength(detailType) + Buffer.byteLength(detail);
}
