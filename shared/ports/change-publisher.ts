import type { ChangeEvent } from '../domain/change/event.ts';
import type { Reason } from '../domain/delivery/reason.ts';

export type PublishResult = { readonly published: true } | { readonly published: false; readonly reason: Reason };

/** Puts events on the bus, or straight into the buffer of one consumer. */
export interface ChangePublisher {
  /**
   * Publishes until each event is accepted or `timeLeft` (milliseconds, asked before every try) runs out. Only entries
   * that failed are tried again.
   *
   * @returns one result per event, in order. Never throws for a failure of the bus or the queue that waiting may mend.
   * @throws what SQS says when the queue of a consumer is gone, or may not be sent to
   */
  publish(events: readonly ChangeEvent[], timeLeft: () => number): Promise<readonly PublishResult[]>;
}
