import type { Progress } from '../../operations/progress.ts';
import { done, running, type Said } from './said.ts';
import { count, grouped } from './table.ts';

const STEPS = {
  fold: 'history: part',
  merge: 'snapshot: bucket',
  gather: 'old history: object',
  clear: 'old history: parts of object',
} as const;

/** What a compaction tells, in words. */
export function describeCompactProgress(progress: Extract<Progress, { readonly of: 'compact' }>): Said {
  switch (progress.step) {
    case 'works': {
      const { kind, done: finished, of } = progress.task;
      return running(`compact ${progress.entity}`, `${STEPS[kind]} ${grouped(finished)} of ${grouped(of)}`);
    }
    case 'took-in': {
      const { status, objects, rows } = progress.report;
      return done(
        `compact ${progress.entity}`,
        `${status}: ${count(objects, 'object')} taken in, ${count(rows, 'key')}`,
      );
    }
    case 'busy':
      return { note: `${progress.entity}: an erasure is at work. Run this again when it is done.` };
    case 'leaves-out':
      return { note: `${progress.key} cannot be read, and is left out: ${progress.because}` };
    case 'damaged':
      return { note: `${progress.entity}: ${progress.message}\n-> ${progress.next}` };
  }
}
