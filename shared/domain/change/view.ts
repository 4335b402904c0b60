import type { Change } from './change.ts';
import { matches, type Filter, type Filters } from '../filter/filter.ts';
import type { Json, Row } from '../row/json.ts';
import { own } from '../own.ts';

/** How a subscription sees a change; undefined when it does not concern what the subscription sees. */
export type View = (change: Change) => Change | undefined;

/** @returns undefined when nothing is filtered. */
export function viewOf(filters: Filters | undefined): View | undefined {
  if (!filters || Object.keys(filters).length === 0) return undefined;
  return (change) => {
    const filter = own(filters, change.entity);
    return filter ? view(filter, change) : change;
  };
}

/**
 * A filtered subscription is a view: a row that begins to match enters (`created`), one that goes on matching stays
 * (`updated`), one that ceases to match leaves (`deleted`). Id, position, time and cause stay the change's own.
 *
 * A snapshot row outside the view is not seen: had the row been in the store, the change that took it out would arrive by
 * the stream (docs/convergence.md, Views). An absence was found for this very view: it is always seen.
 */
export function view(filter: Filter, change: Change): Change | undefined {
  switch (change.operation) {
    case 'absent':
      return change;
    case 'snapshot':
      return matches(filter, change.after) ? change : undefined;
    case 'created': {
      const { after, ...moment } = change;
      if (matches(filter, after)) return change;
      // A row that was rejected in between: the stores may still hold the one before it, and that must go.
      return change.beforeRejected && { ...moment, operation: 'deleted', before: {} };
    }
    case 'deleted':
      return change.beforeRejected || matches(filter, change.before) ? change : undefined;
    case 'updated':
      return viewOfUpdate(filter, change);
  }
}

type Updated = Extract<Change, { operation: 'updated' }>;

function viewOfUpdate(filter: Filter, change: Updated): Change | undefined {
  const { after, before: differed, changed, ...moment } = change;
  const before = rowBefore(change);
  const was = matches(filter, before);
  const is = matches(filter, after);
  if (was && is) return change;
  if (is) return { ...moment, operation: 'created', after };
  return was ? { ...moment, operation: 'deleted', before } : undefined;
}

/** The whole row before an update, which carries only what differed. */
function rowBefore({ after, before, changed }: Updated): Row {
  const same = Object.entries(after).filter(([name]) => !changed.includes(name));
  return Object.fromEntries<Json | undefined>([...same, ...Object.entries(before)]);
}
