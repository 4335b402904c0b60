import type { Mutant } from './list.ts';

const CONSUME = 'shared/runtime/consume.ts';
const SHAPE = 'shared/domain/change/delivered-shape.ts';
const EVENT = 'shared/runtime/delivered-event.ts';
const caughtBy = 'test/property/forged-events.test.ts';
const shapeTest = 'test/property/delivered-shape.test.ts';

/** A field of the envelope with the test that its check begins with. */
const FIELD_CHECKS: Readonly<Record<string, string>> = {
  id: 'if (!isText(id, ID_LENGTH))',
  key: 'if (!isText(key, KEY_BYTES) || Buffer.byteLength(key) > KEY_BYTES)',
  at: "if (typeof at !== 'string' || !isInstantText(at))",
  cause: 'if (cause !== undefined && !isText(cause, CAUSE_LENGTH))',
  contains: 'if (contains !== undefined && !isPosition(contains))',
  replaces: 'if (!isObject(replaces))',
  after: "if (operation !== 'deleted' && !isObject(after))",
};

/** Checks that end in a choice: what they choose when the field is right is chosen always. */
const CHOICES: Readonly<Record<string, readonly [find: string, replace: string]>> = {
  position: ['return isPosition(position) ? undefined', 'return isPosition(position) || true ? undefined'],
  beforeRejected: [
    "return beforeRejected === undefined || typeof beforeRejected === 'boolean'",
    "return beforeRejected === undefined || typeof beforeRejected !== 'symbol'",
  ],
  changed: [
    "return fine ? undefined : 'it does not say which fields changed'",
    "return fine || true ? undefined : 'it does not say which fields changed'",
  ],
  before: ['return both && !isObject(before)', 'return both && false && !isObject(before)'],
  claim: [
    "return fine ? undefined : 'its claim does not say where its rows lie'",
    "return fine || true ? undefined : ''",
  ],
};

/** Faults in the reading of what a queue brings. The simulation forges no events: the fuzz test must catch them. */
export const DELIVERED_MUTANTS: readonly Mutant[] = [
  {
    name: 'one-bad-change-ends-the-batch',
    fault: 'whatever a consumer throws makes the whole batch come again (a catch-all around it)',
    file: EVENT,
    find: 'if (problem === undefined) read.push(',
    replace:
      "if (problem !== undefined) return malformed('one of its changes is none');\n    if (problem === undefined) read.push(",
    caughtBy,
  },
  {
    name: 'unchecked-depth',
    fault: 'JSON that was parsed can be walked',
    file: SHAPE,
    find: 'if (isDeeperThan(change, DEEPEST))',
    replace: 'if (isDeeperThan(change, 1e9))',
    caughtBy: shapeTest,
  },
  {
    name: 'catch-all-around-the-batch',
    fault: 'a store that throws was not there: all its changes come again',
    file: CONSUME,
    find: 'const outcomes = withinRetention(await applyPrepared(deliveries, options), deliveries, Records);',
    replace:
      'if (letters.length > 0) return { batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };\n  const outcomes = withinRetention(await applyPrepared(deliveries, options), deliveries, Records);',
    caughtBy,
  },
  ...Object.entries(FIELD_CHECKS).map(([field, find]) => unchecked(field, find, 'if (false)')),
  ...Object.entries(CHOICES).map(([field, [find, replace]]) => unchecked(field, find, replace)),
];

function unchecked(field: string, find: string, replace: string): Mutant {
  const fault = `the field "${field}" of a change is what it should be`;
  return { name: `unchecked-${field.toLowerCase()}`, fault, file: SHAPE, find, replace, caughtBy: shapeTest };
}
