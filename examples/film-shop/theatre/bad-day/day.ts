import type { Search } from '../search.ts';
import type { PlayedDay } from '../story/played-day.ts';
import type { FaultSwitches } from './fault-switches.ts';

/** What the chapters of a bad day share. */
export interface BadDay extends PlayedDay {
  readonly search: Search;
  readonly switches: FaultSwitches;
  /** When it began: nothing was on its way then. */
  readonly since: Date;
}

/** A letter that the day puts in, on purpose. */
export interface Poison {
  readonly source: string;
  readonly code: string;
  readonly entity?: string;
  readonly key?: string;
  readonly field?: string;
}

/** What a chapter found out. */
export interface ChapterResult {
  readonly chapter: string;
  readonly poison: readonly Poison[];
  readonly facts: Readonly<Record<string, number>>;
}
