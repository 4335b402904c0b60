import { sourceName, type Letter, type LetterSource } from './letter.ts';
import { targetName } from './redrive.ts';
import type { Verdict } from './verdict.ts';

/** Letters of one place that a redrive would do the same with. */
export interface PlanLine {
  readonly source: string;
  readonly does: 'send' | 'superseded' | 'stays';
  /** Where to, or why not. */
  readonly detail: string;
  readonly letters: number;
  readonly changes: number;
}

/** What is going to be done with which letters. It knows them by their ids: many cost little. */
export interface RedrivePlan {
  add(letter: Letter, verdict: Verdict): void;
  /** Without a verdict. */
  choose(letter: Letter): void;
  isChosen(id: string): boolean;
  /** Ticks letters off. */
  finish(letters: readonly Letter[]): void;
  /** Chosen letters of a place that are not ticked off. */
  left(source: LetterSource): number;
  readonly chosen: number;
  readonly finished: number;
  lines(): readonly PlanLine[];
}

export function planRedrive(): RedrivePlan {
  const ids = new Set<string>();
  const places = new Map<string, Set<string>>();
  const lines = new Map<string, PlanLine>();
  let finished = 0;
  const choose = ({ id, source }: Letter): void => {
    ids.add(id);
    const name = sourceName(source);
    places.set(name, (places.get(name) ?? new Set()).add(id));
  };
  return {
    choose,
    add(letter, verdict) {
      if (verdict.kind !== 'stays') choose(letter);
      const line = lineOf(letter, verdict);
      const same = JSON.stringify([line.source, line.does, line.detail]);
      const before = lines.get(same) ?? { letters: 0, changes: 0 };
      lines.set(same, { ...line, letters: before.letters + 1, changes: before.changes + line.changes });
    },
    isChosen: (id) => ids.has(id),
    finish(letters) {
      finished += letters.length;
      for (const { id, source } of letters) places.get(sourceName(source))?.delete(id);
    },
    left: (source) => places.get(sourceName(source))?.size ?? 0,
    get finished() {
      return finished;
    },
    get chosen() {
      return ids.size;
    },
    lines: () => [...lines.values()],
  };
}

function lineOf({ source, rows, code }: Letter, verdict: Verdict): PlanLine {
  const base = { source: sourceName(source), letters: 1, changes: Math.max(rows.length, 1) };
  switch (verdict.kind) {
    case 'send':
    case 'normalize':
      return { ...base, does: 'send', detail: `to ${targetName(source)}` };
    case 'repair':
      return { ...base, does: 'send', detail: 'its row as it is now, to every consumer, as a repair' };
    case 'superseded':
      return { ...base, does: 'superseded', detail: 'written again since, and fits now: nothing to send' };
    case 'stays':
      // The reason names the row: the plan would have a line a row.
      return { ...base, does: 'stays', detail: `${code}: ${verdict.hint ?? 'sent, it would come back at once'}` };
  }
}
