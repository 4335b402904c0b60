import type { Mutant } from './list.ts';

const PRECEDENCE = 'shared/domain/change/precedence.ts';
const POSITION = 'shared/domain/change/position.ts';

/** Faults in who wins. */
export const PRECEDENCE_MUTANTS: readonly Mutant[] = [
  {
    name: 'compare-times',
    fault: 'times decide between two stream changes, not positions',
    file: PRECEDENCE,
    find: 'stored?.position !== undefined && stored.position >= position',
    replace: 'stored?.at !== undefined && stored.at > at',
  },
  {
    name: 'compare-raw-strings',
    fault: 'sequence numbers are compared as text of any length',
    file: POSITION,
    find: "sequenceNumber.padStart(SEQUENCE_DIGITS, '0')",
    replace: "sequenceNumber.padEnd(SEQUENCE_DIGITS, '0')",
  },
  {
    name: 'ignore-generation',
    fault: "a restored table's positions are compared with those of its first stream",
    file: POSITION,
    find: 'return `${generation}/',
    replace: 'return `stream/',
  },
  {
    name: 'forget-margin-for-snapshots',
    fault: 'a snapshot row wins over any change whose time is before its read',
    file: PRECEDENCE,
    find: 'at >= readAt - marginMs',
    replace: 'at >= readAt',
  },
  {
    name: 'forget-margin-for-changes',
    fault: 'a snapshot row contains any change whose time is before its read',
    file: PRECEDENCE,
    find: 'at < stored.snapshotAt - marginMs',
    replace: 'at < stored.snapshotAt',
  },
  {
    name: 'snapshot-always-wins',
    fault: 'a row read from the table itself cannot be old',
    file: PRECEDENCE,
    find: "if (stale) return { verdict: 'stale' };",
    replace: '',
  },
  {
    name: 'older-snapshot-wins',
    fault: 'the snapshot row that comes last is the newest',
    file: PRECEDENCE,
    find: 'at >= readAt - marginMs : snapshotAt >= readAt',
    replace: 'at >= readAt - marginMs : false',
  },
  {
    name: 'drop-keep',
    fault: 'a snapshot row does not keep the position it was applied over',
    file: PRECEDENCE,
    find: 'const kept = position === undefined ? {} : { position };',
    replace: 'const kept = {};',
  },
  {
    name: 'drop-record',
    fault: 'a change that the stored snapshot row contains is applied',
    file: PRECEDENCE,
    find: "return { verdict: 'record', marks: { ...stored, position } };",
    replace: "return { verdict: 'apply', marks: { position, at, deleted } };",
  },
  {
    name: 'record-nothing',
    fault: 'of a change that the stored snapshot row contains not even the position is taken in',
    file: PRECEDENCE,
    find: "return { verdict: 'record', marks: { ...stored, position } };",
    replace: "return { verdict: 'stale' };",
  },
  {
    name: 'delete-unconditionally',
    fault: 'what is deleted is deleted',
    file: PRECEDENCE,
    find: 'const at = Date.parse(change.at);\n',
    replace:
      "const at = Date.parse(change.at);\n  if (change.operation === 'deleted') return { verdict: 'apply', marks: { position: change.position, at, deleted: true } };\n",
  },
  {
    name: 'delete-instead-of-tombstone',
    fault: 'a deletion leaves nothing behind',
    file: 'shared/adapters/memory/search-store.ts',
    find: '  index.documents.set(change.key,',
    replace:
      '  if (decision.marks.deleted) index.documents.delete(change.key);\n  else index.documents.set(change.key,',
  },
  {
    name: 'show-tombstones',
    fault: 'readers are not spared the tombstones',
    file: 'shared/adapters/memory/search-store.ts',
    find: '    .filter(({ marks }) => !marks.deleted)\n',
    replace: '',
  },
];
