import type { Mutant } from './list.ts';

const VIEW = 'shared/domain/change/view.ts';
const LIFT = 'shared/domain/change/lift.ts';
const RECORD = 'shared/adapters/dynamodb/stream-record.ts';
const PREPARE = 'shared/runtime/prepare.ts';

/** Faults in what filtered subscriptions see, and in how older events are read. */
export const VIEW_MUTANTS: readonly Mutant[] = [
  {
    name: 'drop-the-leave',
    fault: 'a row that no longer matches does not concern the subscription',
    file: VIEW,
    find: "return was ? { ...moment, operation: 'deleted', before } : undefined;",
    replace: 'return undefined;',
  },
  {
    name: 'match-what-differed',
    fault: "an update's `before` is the whole row before it",
    file: VIEW,
    find: 'const before = rowBefore(change);',
    replace: 'const before = differed;',
  },
  {
    name: 'ignore-before-rejected',
    fault: 'a row that begins outside the view was not in it',
    file: VIEW,
    find: "return change.beforeRejected && { ...moment, operation: 'deleted', before: {} };",
    replace: 'void moment; return undefined;',
  },
  {
    name: 'ignore-before-rejected-at-deletion',
    fault: 'a deleted row that did not match was not in the view',
    file: VIEW,
    find: 'change.beforeRejected || matches(filter, change.before)',
    replace: 'matches(filter, change.before)',
  },
  {
    name: 'never-say-before-rejected',
    fault: 'a change need not say that the row before it was rejected',
    file: RECORD,
    find: '...(before?.reason && { beforeRejected: true as const }),',
    replace: '',
  },
  {
    name: 'do-not-lift',
    fault: 'events have the present version',
    file: PREPARE,
    find: 'const lifted = lift(event.detail.schema, change);',
    replace: "const lifted = { ...lift(event.detail.schema, change), status: 'lifted' as const, change };",
  },
  {
    name: 'do-not-lift-replays',
    fault: 'what is replayed was read before',
    file: PREPARE,
    find: 'const lifted = lift(event.detail.schema, change);',
    replace:
      "const read = lift(event.detail.schema, change); const lifted = event['replay-name'] === undefined ? read : { ...read, status: 'lifted' as const, change };",
  },
  {
    name: 'filter-before-lifting',
    fault: 'the filter is held against the row as it came',
    file: PREPARE,
    find: 'return view ? (view(lifted.change) ?? SUPPRESSED) : lifted.change;',
    replace: 'return view && !view(change) ? SUPPRESSED : view ? (view(lifted.change) ?? SUPPRESSED) : lifted.change;',
  },
  {
    name: 'lift-what-differed',
    fault: 'of an update, the row after it tells what the row before it was',
    file: LIFT,
    find: 'const before = lifted(wholeBefore(change));',
    replace: 'void wholeBefore; const before = lifted(change.after);',
  },
  {
    name: 'apply-newer-versions',
    fault: 'a newer event than the consumer knows is applied as it is',
    file: LIFT,
    find: 'if (version > entity.version) {',
    replace: "if (version > entity.version) return { status: 'lifted', change };\n  if (version > entity.version) {",
  },
];
