import type { Mutant } from './list.ts';

const PRECEDENCE = 'shared/domain/change/precedence.ts';
const READS = 'test/simulation/reads.ts';
const PURGE = 'shared/adapters/memory/search-store.ts';

/** Faults in the delete sweep and in repairs. */
export const READ_MUTANTS: readonly Mutant[] = [
  {
    name: 'sweep-unchecked',
    fault: 'what the scan did not see is gone, and needs no read of its own',
    file: READS,
    find: 'const found = read(world, { entity, key }, skew);\n    if',
    replace:
      'const found = { ...(read(world, { entity, key }, skew) as object), readAt: world.now + skew, row: undefined } as Found;\n    if',
  },
  {
    name: 'sweep-what-does-not-fit',
    fault: 'an item that does not fit its schema is no row, so its last row goes',
    file: READS,
    find: "if (found?.status === 'rejected' && found.entity === entity) return 'unfit';",
    replace: '',
  },
  {
    name: 'read-past-the-filter',
    fault: 'a read of a row outside the view is a row',
    file: 'shared/domain/change/read-change.ts',
    find: 'return row && (!filter || matches(filter, row)) ?',
    replace: 'return row ?',
  },
  {
    name: 'absence-without-time',
    fault: 'a tombstone needs no time of its read',
    file: PRECEDENCE,
    find: "{ ...kept, snapshotAt: readAt, deleted: change.operation === 'absent' }",
    replace:
      "{ ...kept, ...(change.operation === 'snapshot' && { snapshotAt: readAt }), deleted: change.operation === 'absent' }",
  },
  {
    name: 'absence-always-wins',
    fault: 'a read that found nothing cannot be old',
    file: PRECEDENCE,
    find: "    if (stale) return { verdict: 'stale' };",
    replace: "    if (stale && change.operation !== 'absent') return { verdict: 'stale' };",
  },
  {
    name: 'filter-absences',
    fault: 'a filtered subscription need not be told of what is outside its view',
    file: 'shared/domain/change/view.ts',
    find: "    case 'absent':\n      return change;",
    replace: "    case 'absent':\n      return undefined;",
  },
  {
    name: 'purge-absences-at-once',
    fault: 'the tombstone of an absence guards against nothing',
    file: PURGE,
    find: 'deleted && (at ?? snapshotAt) < before',
    replace: 'deleted && (at ?? (snapshotAt === Infinity ? Infinity : -Infinity)) < before',
  },
  {
    name: 'repair-keeps-the-position',
    fault: 'a repair keeps the position that is stored, as any read does',
    file: PRECEDENCE,
    find: 'const position = seen ? change.contains : (stored?.position ?? change.contains);',
    replace: 'const position = stored?.position ?? change.contains;',
  },
  {
    name: 'repair-like-any-read',
    fault: 'a repair needs no more than a read: newer times win',
    file: PRECEDENCE,
    find: 'const seen = stored && change.replaces && sameMarks(stored, change.replaces);',
    replace: 'const seen = stored && change.replaces && sameMarks(stored, change.replaces) && false;',
  },
  {
    name: 'repair-always-wins',
    fault: 'a repair was made against what is stored, whatever has come since',
    file: PRECEDENCE,
    find: 'const seen = stored && change.replaces && sameMarks(stored, change.replaces);',
    replace: 'const seen = stored && (change.replaces ? true : sameMarks(stored, {}) && false);',
  },
];
