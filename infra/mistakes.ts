import { HeadwaterError } from '../shared/domain/errors.ts';
import { StageError } from './stages.ts';

/** What to tell the user whose configuration or command line is wrong; undefined for a bug, which keeps its stack. */
export function mistakeIn(error: unknown): string | undefined {
  if (error instanceof HeadwaterError) return `${error.code}: ${error.message}\n${error.next}`;
  if (error instanceof StageError) return error.message;
  return undefined;
}
