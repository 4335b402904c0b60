import type { Json } from '../domain/row/json.ts';
import type { Reason } from '../domain/delivery/reason.ts';

/** One change or record that will never succeed, with what is needed to read it and to send it again. */
export interface DeadLetter {
  /** Which stage gave up: `normalizer`, or the consumer's name. */
  readonly stage: string;
  readonly reason: Reason;
  /** Table, entity and key, as far as known: what the on-call person looks for first. */
  readonly entity?: string;
  readonly key?: string;
  readonly position?: string;
  /** What can be sent again: the stream record as delivered, or an event with the one change. */
  readonly payload: Json;
  /** What is kept instead when the payload is over a queue's limit (1 MiB): at least the key, to read the item again. */
  readonly reducedPayload?: Json;
}

export interface DeadLetters {
  /** @throws HeadwaterError HW_DEAD_LETTER_FAILED when any could not be stored: the caller must not acknowledge. */
  put(letters: readonly DeadLetter[]): Promise<void>;
}
