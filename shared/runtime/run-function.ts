import type { Change } from '../domain/change/change.ts';
import type { DeliveredEvent } from '../domain/change/event.ts';
import { APPLIED, type Outcome } from '../domain/delivery/outcome.ts';
import type { EffectRecord } from '../ports/effect-record.ts';
import type { Apply } from './prepare.ts';
import { effectKey } from './effect-attempt.ts';

/** A change whose rows have the entity's type. */
export type ChangeOf<R> = Change &
  (
    | { readonly operation: 'created' | 'snapshot'; readonly after: R }
    | { readonly operation: 'updated'; readonly after: R; readonly before: Partial<R> }
    | { readonly operation: 'deleted'; readonly before: R }
  );

/** What a function of one's own is told beside the change. */
export interface FunctionContext {
  /** Physical name of a table in the consumer's `writesTo`. */
  table(name: string): string;
  /** URL of a queue in the consumer's `sendsTo`. */
  queue(name: string): string;
}

/** Does something with one change. Nothing returned is `applied`; see also `postpone` and `refuse`. */
export type ChangeFunction<R> = (change: ChangeOf<R>, context: FunctionContext) => Promise<Outcome | undefined>;

/**
 * Nothing was done; the change is to come again, later each time.
 *
 * @example postpone('the mail server is busy')
 */
export function postpone(message: string): Outcome {
  return { status: 'retry', reason: { code: 'HW_FUNCTION_POSTPONED', message } };
}

/**
 * It will never succeed: the change goes to the DLQ. @param message for who reads it there; without values of the row
 *
 * @example refuse('the order has no address to send to')
 */
export function refuse(message: string): Outcome {
  return { status: 'rejected', reason: { code: 'HW_FUNCTION_REJECTED', message } };
}

export interface RunOptions<R> {
  readonly run: ChangeFunction<R>;
  readonly context: FunctionContext;
  /** Other changes are suppressed, before anything is recorded. @default every change */
  readonly when?: ((change: ChangeOf<R>) => boolean) | undefined;
  /** For a function with side effects: each change runs at most once. */
  readonly effects?: EffectRecord | undefined;
  /** Milliseconds until the invocation must have answered. */
  readonly timeLeft: () => number;
  /** Told what the function threw: a reason must not carry a message that could quote a value. */
  readonly onError: (change: Change, error: unknown) => void;
}

/** Nothing is begun in the last seconds: what is cut off has an uncertain end. */
const TIME_TO_RUN_MS = 10_000;

/** Runs a function of one's own on changes, one after another; one that fails does not touch the next. */
export function applyByFunction<R>(options: RunOptions<R>): Apply {
  return async (changes) => {
    const outcomes: Outcome[] = [];
    for (const change of changes) outcomes.push(await outcomeOf(change as ChangeOf<R>, options));
    return outcomes;
  };
}

async function outcomeOf<R>(change: ChangeOf<R>, options: RunOptions<R>): Promise<Outcome> {
  const { effects, timeLeft } = options;
  try {
    if (options.when?.(change) === false) return { status: 'suppressed' };
  } catch (error) {
    return failed(change, error, options, 'HW_FUNCTION_FAILED');
  }
  if (timeLeft() < TIME_TO_RUN_MS) return postpone(`${change.entity} "${change.key}": too little time was left`);
  if (!effects) return run(change, options, 'HW_FUNCTION_FAILED');
  return effects.once(effectKey(change), () => run(change, options, 'HW_EFFECT_UNCERTAIN'));
}

type Failure = 'HW_FUNCTION_FAILED' | 'HW_EFFECT_UNCERTAIN';

async function run<R>(change: ChangeOf<R>, options: RunOptions<R>, failure: Failure): Promise<Outcome> {
  try {
    return (await options.run(change, options.context)) ?? APPLIED;
  } catch (error) {
    return failed(change, error, options, failure);
  }
}

function failed<R>(change: ChangeOf<R>, error: unknown, { onError }: RunOptions<R>, code: Failure): Outcome {
  try {
    onError(change, error);
  } catch {
    // What was thrown cannot even be logged: the outcome says that it failed, and the next change is not touched.
  }
  const name = error instanceof Error ? error.name : typeof error;
  const reason = { code, message: `${change.entity} "${change.key}": the function threw ${name}` };
  return { status: code === 'HW_EFFECT_UNCERTAIN' ? 'rejected' : 'retry', reason };
}

/** What a function with side effects must never see: the past again, and what only mends a store. */
export function isNoNews({ 'replay-name': replay }: DeliveredEvent, { operation, cause }: Change): boolean {
  return (
    replay !== undefined ||
    operation === 'snapshot' ||
    operation === 'absent' ||
    cause === 'backfill' ||
    cause === 'repair'
  );
}
