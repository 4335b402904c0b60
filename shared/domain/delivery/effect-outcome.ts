import { STALE, type Outcome } from './outcome.ts';

/** What a second delivery of a change ends as, whose effect has ended: done, or rejected as before, so that its letter is written for certain. */
export function outcomeOfRepetition(ended: Outcome): Outcome {
  return ended.status === 'rejected' ? ended : STALE;
}

/** Begun, and not known to have ended. @param couldRun whether the invocation that began it may still be at it */
export function outcomeOfUnended(key: string, couldRun: boolean): Outcome {
  return couldRun
    ? { status: 'retry', reason: { code: 'HW_EFFECT_RUNNING', message: `effect ${key} was begun a moment ago` } }
    : {
        status: 'rejected',
        reason: { code: 'HW_EFFECT_UNCERTAIN', message: `effect ${key} was begun, and its end was never recorded` },
      };
}
