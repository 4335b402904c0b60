import type { Mutant } from './list.ts';

const SHAPE = 'shared/adapters/dynamodb/record-shape.ts';
const NORMALIZE = 'functions/normalizer/normalize.ts';
const LETTERS = 'shared/adapters/sqs/dead-letters.ts';
const caughtBy = 'test/property/forged-records.test.ts';

/** A part of a stream record, with its check and what stands there instead. */
const PART_CHECKS: Readonly<Record<string, readonly [find: string, replace: string]>> = {
  'event-id': ["typeof eventID !== 'string' || eventID === '' || eventID.length > EVENT_ID_LENGTH", "eventID === ''"],
  'event-name': ["eventName !== 'INSERT' && eventName !== 'MODIFY' && eventName !== 'REMOVE'", 'eventName === 5'],
  'stream-label': ['&& GENERATION_LABEL.test(label)', ''],
  'sequence-number': ["typeof SequenceNumber !== 'string' ||", ''],
  'source-time': ["typeof at === 'number' && at >= 0 && at <= LAST_SECOND", "typeof at !== 'symbol'"],
  'new-image': ["eventName !== 'REMOVE' && NewImage === undefined", "eventName === '' && NewImage === undefined"],
  'attribute-depth': ['if (level > MOST_LEVELS)', 'if (level > 1e9)'],
  'attribute-text': ['isOr(S, isText) &&', ''],
  'attribute-number': ['isOr(N, isNumber) &&', ''],
  'attribute-list': ['isOr(L, Array.isArray)', 'true'],
  'attribute-set': ['isOr(SS, (set) => isListOf(set, isText)) &&', ''],
};

/** Faults in the reading of what a stream brings. The simulation writes whole records: the fuzz test must catch them. */
export const RECORD_MUTANTS: readonly Mutant[] = [
  ...Object.entries(PART_CHECKS).map(([part, [find, replace]]): Mutant => {
    const fault = `the ${part.replaceAll('-', ' ')} of a stream record is what it should be`;
    return { name: `unchecked-record-${part}`, fault, file: SHAPE, find, replace, caughtBy };
  }),
  {
    name: 'catch-all-around-the-records',
    fault: 'whatever cannot be read makes the whole batch come again',
    file: NORMALIZE,
    find: 'const { changes, rejections } = readAll(records, ports);',
    replace:
      "const { changes, rejections } = readAll(records, ports);\n  if (rejections.length > 0) return { batchItemFailures: [{ itemIdentifier: '' }] };",
    caughtBy,
  },
  {
    name: 'unnumbered-record-is-let-go',
    fault: 'a record that comes again has a sequence number',
    file: NORMALIZE,
    find: 'return { batchItemFailures: again.size > 0 ? [',
    replace: 'return { batchItemFailures: identifierOf(records[Math.min(...again)]) ? [',
    caughtBy,
  },
  {
    name: 'letter-of-any-depth',
    fault: 'a letter can be written by recursion',
    file: LETTERS,
    find: 'return isDeeperThan(payload, EASILY_NESTED) ? deepJsonText(payload)',
    replace: 'return Number.isNaN(EASILY_NESTED) ? deepJsonText(payload)',
    caughtBy,
  },
];
