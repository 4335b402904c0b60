import type { Session } from '../session.ts';
import type { Story } from './story.ts';

/** A day that is played on the film shop of a local cloud: what its chapters share. */
export interface PlayedDay {
  readonly session: Session;
  /** The shop's table, by its physical name. */
  readonly table: string;
  readonly story: Story;
  readonly signal: AbortSignal;
}
