import type { IndexedRows } from '../cloud/indexed-rows.ts';
import type { SearchAccess } from '../cloud/search.ts';
import type { DeployedSession } from '../cloud/session.ts';
import type { FaultSwitches } from './fault-switches.ts';
import type { Story } from './story.ts';

/** What the chapters of a bad day share. */
export interface BadDay {
  readonly session: DeployedSession;
  readonly search: SearchAccess;
  readonly rows: IndexedRows;
  /** The shop's table, by its physical name. */
  readonly table: string;
  readonly switches: FaultSwitches;
  readonly story: Story;
  readonly signal: AbortSignal;
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
