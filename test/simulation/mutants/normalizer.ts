import type { Mutant } from './list.ts';

const NORMALIZE = 'functions/normalizer/normalize.ts';
const PUBLISHER = 'shared/adapters/eventbridge/change-publisher.ts';
const RECORD = 'shared/adapters/dynamodb/stream-record.ts';
const PACK = 'shared/domain/change/pack.ts';

/** Faults between the stream and the bus. */
export const NORMALIZER_MUTANTS: readonly Mutant[] = [
  {
    name: 'ignore-failed-entries',
    fault: 'an answer without an error means that every entry was taken (FailedEntryCount is not read)',
    file: PUBLISHER,
    find: 'if (entry?.EventId && !entry.ErrorCode)',
    replace: 'if (entry)',
  },
  {
    name: 'throttled-is-published',
    fault: 'a request that failed was published',
    file: PUBLISHER,
    find: "return request.map(() => ({ published: false, reason: { code: 'HW_PUBLISH_FAILED', message } }));",
    replace: 'void message; return request.map(() => ({ published: true }));',
  },
  {
    name: 'highest-sequence-number',
    fault: 'the failure is reported from the last failed record',
    file: NORMALIZE,
    find: 'Math.min(...again)',
    replace: 'Math.max(...again)',
  },
  {
    name: 'poison-ends-the-batch',
    fault: 'what comes after a record that does not fit is lost',
    file: NORMALIZE,
    find: 'const reading = reader.read(record);',
    replace: 'if (rejections.length > 0) return;\n    const reading = reader.read(record);',
  },
  {
    name: 'rejected-queue-down',
    fault: 'a record whose rejection could not be stored is let go',
    file: NORMALIZE,
    find: 'return rejections.map(({ index }) => index);',
    replace: 'return [];',
  },
  {
    name: 'suppress-by-one-field',
    fault: 'a change is visible when its price is',
    file: 'shared/domain/change/transition.ts',
    find: 'if (changed.length === 0)',
    replace: "if (!changed.includes('price'))",
  },
  {
    name: 'suppress-nothing',
    fault: 'a change that nobody can see is published',
    file: 'shared/domain/change/transition.ts',
    find: 'if (changed.length === 0) return undefined;',
    replace: '',
  },
  {
    name: 'forget-what-it-was',
    fault: 'an item that turns into another entity does not leave the first',
    file: RECORD,
    find: 'return [left, entered].filter(',
    replace: 'void left; return [entered].filter(',
  },
  {
    name: 'forget-what-it-was-when-rejected',
    fault: 'an item that turns into another entity and does not fit it does not leave the first (a bug until seed 3)',
    file: RECORD,
    find: ', ...(left && { left }) };',
    replace: ' }; void left;',
  },
  {
    name: 'unfit-row-is-never-deleted',
    fault: 'a row that did not fit was never published, so its deletion is not either',
    file: RECORD,
    find: 'suffix, image), image.published ?? {}, undefined);',
    replace: 'suffix, image), image.published, undefined);',
  },
  {
    name: 'wrong-event-time',
    fault: "an event has its newest change's time",
    file: PACK,
    find: 'new Date(pack.oldest)',
    replace: 'new Date(pack.newest)',
  },
  {
    name: 'pack-more-than-a-minute',
    fault: 'an event packs changes however far apart they are',
    file: PACK,
    find: 'span <= PACK_SOURCE_MILLISECONDS',
    replace: 'span < Infinity',
  },
];
