import type { Terminal } from './terminal.ts';

/** A line that the next of its step replaces, or a remark that stays. */
export type Said = Parameters<Terminal['log']>[0] | { readonly note: string };

export function running(step: string, text: string): Said {
  return { step, state: 'running', text };
}

export function done(step: string, text: string): Said {
  return { step, state: 'done', text };
}

export function line(step: string, isDone: boolean, text: string): Said {
  return isDone ? done(step, text) : running(step, text);
}
