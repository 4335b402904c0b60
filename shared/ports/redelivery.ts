/** A message as a queue delivered it. */
export interface ReceivedMessage {
  readonly receiptHandle: string;
  /** How often it was received, from 1. */
  readonly receives: number;
  /** It is no use before that. @default soon, and later with each receive */
  readonly afterSeconds?: number;
}

/** Puts off the next delivery of messages that must be tried again. */
export interface Redelivery {
  /** Never throws: without it, a message comes again when its queue's visibility timeout is over. */
  delay(messages: readonly ReceivedMessage[]): Promise<void>;
}
