import type { Mutant } from './list.ts';

const CONSUME = 'shared/runtime/consume.ts';
const PRECEDENCE = 'shared/domain/change/precedence.ts';
const BULK_OUTCOMES = 'shared/adapters/opensearch/bulk-outcomes.ts';

/** Faults between the queue and the stores. */
export const CONSUMER_MUTANTS: readonly Mutant[] = [
  {
    name: 'acknowledge-before-apply',
    fault: 'the messages leave their queue while the store is still at work',
    file: 'shared/runtime/prepare.ts',
    find: 'await preparation.apply(changes) : []',
    replace: "(void preparation.apply(changes), changes.map((): Outcome => ({ status: 'applied' }))) : []",
  },
  {
    name: 'acknowledge-what-must-come-again',
    fault: 'a change that the store could not take now is let go',
    file: CONSUME,
    find: "if (status === 'retry') again.add(delivery.messageId);",
    replace: '',
  },
  {
    name: 'acknowledge-despite-dlq-failure',
    fault: 'a rejected change that could not be put into the DLQ is let go',
    file: CONSUME,
    find: 'for (const { messageId } of settled) again.add(messageId);',
    replace: '',
  },
  {
    name: 'reject-without-a-letter',
    fault: 'a rejected change is counted, but kept nowhere',
    file: CONSUME,
    find: "if (outcome?.status === 'rejected')",
    replace: "if (outcome?.status === 'rejected' && outcome.reason.field === undefined)",
  },
  {
    name: 'letter-loses-its-change',
    fault: 'a dead letter holds the first change of its pack',
    file: 'shared/runtime/delivered-event.ts',
    find: 'changes: [packedChange(change)]',
    replace: 'changes: event.detail.changes.slice(0, 1)',
  },
  {
    name: 'ignore-refused-letters',
    fault: 'letters that the DLQ refused one by one count as stored',
    file: 'shared/adapters/sqs/dead-letters.ts',
    find: 'if (Failed.length > 0) {',
    replace: 'if (Failed.length > 10) {',
  },
  {
    name: 'replay-is-newer',
    fault: 'what a replay brings wins over what is there',
    file: 'shared/runtime/delivered-event.ts',
    find: 'read.push({ ...(change as object), ...type } as DeliveredChange);',
    replace:
      "read.push({ ...(change as object), ...type, ...('replay-name' in event && { position: `9${String((change as { position?: unknown }).position).slice(1)}` }) } as DeliveredChange);",
  },
  {
    name: 'collapse-to-the-oldest',
    fault: 'of the changes of one key in a batch, the first one is applied',
    file: PRECEDENCE,
    find: 'return Date.parse(later.at) >= Date.parse(earlier.at) ? true : undefined;',
    replace: 'return false;',
  },
  {
    name: 'collapse-to-the-last-delivered',
    fault: 'of the changes of one key in a batch, the one that came last is applied',
    file: PRECEDENCE,
    find: 'if (later.position <= earlier.position) return false;',
    replace: 'if (later.position <= earlier.position) return true;',
  },
  {
    name: 'ignore-bulk-items',
    fault: 'a bulk that was answered was applied (items are not read)',
    file: BULK_OUTCOMES,
    find: "if (!item.error) return item.result === 'noop' ? STALE : APPLIED;",
    replace: "if (item.status !== 0) return item.result === 'noop' ? STALE : APPLIED;",
  },
  {
    name: 'believe-one-index',
    fault: 'during a reindex, what one index took both have taken',
    file: BULK_OUTCOMES,
    find: 'return one && SEVERITY[one.status] >= SEVERITY[other.status] ? one : other;',
    replace: 'return one ?? other;',
  },
  {
    name: 'no-answer-is-applied',
    fault: 'a bulk without an answer was applied',
    file: BULK_OUTCOMES,
    find: "return retry('HW_SEARCH_UNAVAILABLE', change, `is not stored yet: ${failure.summary}`);",
    replace: 'return APPLIED;',
  },
  {
    name: 'deduplicate-by-key',
    fault: 'history holds one change of each key',
    file: 'shared/adapters/memory/history-store.ts',
    find: '.set(change.id, change)',
    replace: '.set(change.key, change)',
  },
];
