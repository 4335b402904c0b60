import type { Cause, Change } from './change.ts';
import type { Json, Row } from '../row/json.ts';
import type { Position } from './position.ts';
import { differingFields } from '../row/row-equality.ts';
import { own } from '../own.ts';

export interface Moment {
  readonly id: string;
  readonly entity: string;
  readonly key: string;
  readonly position: Position;
  readonly at: string;
  readonly cause?: Cause;
  readonly beforeRejected?: true;
}

/**
 * The change that leads from one row to another; undefined when nothing visible differs (the change is suppressed).
 * A missing `before` is a creation, a missing `after` a deletion.
 */
export function transition(moment: Moment, before: Row | undefined, after: Row | undefined): Change | undefined {
  if (after === undefined) {
    return before === undefined ? undefined : { ...moment, operation: 'deleted', before };
  }
  if (before === undefined) return { ...moment, operation: 'created', after };
  const changed = differingFields(before, after);
  if (changed.length === 0) return undefined;
  return { ...moment, operation: 'updated', after, before: pick(before, changed), changed };
}

function pick(row: Row, names: readonly string[]): Row {
  const values = names.map((name) => [name, own(row, name)] as const);
  return Object.fromEntries<Json | undefined>(values.filter(([, value]) => value !== undefined));
}
