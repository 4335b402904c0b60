import type { Search } from '../search.ts';
import type { PlayedDay } from '../story/played-day.ts';
import type { Obligations } from './obligations.ts';

/** What the chapters of a drill share. */
export interface DrillDay extends PlayedDay {
  readonly search: Search;
  /** What is broken on purpose and not mended yet. */
  readonly obligations: Obligations;
}

/** A command that was run, as one types it, and what came of it. */
export interface Ran {
  readonly command: string;
  readonly exitCode: number;
  /** What it answered; what it complained of, when it gave no answer. */
  readonly output: string;
}

/** A fault, by what it was found and by what mended. */
export interface ChapterResult {
  readonly fault: string;
  readonly found: readonly Ran[];
  readonly mended: readonly Ran[];
  readonly facts: Readonly<Record<string, number | string>>;
}
