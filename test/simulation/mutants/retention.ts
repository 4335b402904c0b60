import type { Mutant } from './list.ts';

const RETENTION = 'shared/domain/retention/retention.ts';
const CLAIM_CHECK = 'shared/runtime/claim-check.ts';

/** Faults in what is kept for how long, and in rows that travel by reference. */
export const RETENTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'purge-too-early',
    fault: 'tombstones outlive the longest retention, not all of them one after the other',
    file: 'shared/domain/retention/tombstone-retention.ts',
    find: 'since - LEEWAY_DAYS * DAY_MS',
    replace: 'now - 90 * DAY_MS',
  },
  {
    name: 'longest-instead-of-sum',
    fault: 'a change is in one place only: the longest retention is enough',
    file: RETENTION,
    find: '.reduce((sum, days) => sum + days, MARGIN_DAYS)',
    replace: '.reduce((most, days) => Math.max(most, days), MARGIN_DAYS)',
  },
  {
    name: 'archive-beside-the-rest',
    fault: 'an event lies in the archive while it is under way, not before',
    file: RETENTION,
    find: 'LONGEST_DELIVERY_DAYS + archiveDays',
    replace: 'Math.max(LONGEST_DELIVERY_DAYS, archiveDays)',
  },
  {
    name: 'take-outlived-changes',
    fault: 'a person sends nothing that is older than tombstones are kept',
    file: 'shared/runtime/reject-outlived.ts',
    find: 'changesTakenSince(definition, now()) ?? -Infinity',
    replace: '-Infinity; void [definition, now, changesTakenSince]',
  },
  {
    name: 'claims-expire-before-the-archive',
    fault: 'large rows are needed for as long as a delivery takes (replays are forgotten)',
    file: RETENTION,
    find: 'archiveDays + onTheWay',
    replace: 'onTheWay',
  },
  {
    name: 'claims-without-the-rule-dlq',
    fault: "large rows outlive the archive, the bus's tries and twice 14 days in queues (a bug until then)",
    file: RETENTION,
    find: 'archiveDays + onTheWay',
    replace: 'archiveDays + 1 + 14 + 14 + 0 * onTheWay',
  },
  {
    name: 'missing-claim-is-applied',
    fault: 'a row that is gone needs not be applied',
    file: CLAIM_CHECK,
    find: "return { status: 'rejected', reason: { code: 'HW_CLAIM_GONE', message } };",
    replace: "void message; return { status: 'applied' };",
  },
  {
    name: 'unavailable-claim-is-gone',
    fault: 'a row that cannot be fetched now is gone',
    file: CLAIM_CHECK,
    find: 'return retry({ code: error.code, message: `${where}: ${error.message}` });',
    replace: "return { status: 'rejected', reason: { code: 'HW_CLAIM_GONE', message: where } };",
  },
  {
    name: 'publish-without-its-claim',
    fault: 'a reference is published although its rows could not be stored',
    file: CLAIM_CHECK,
    find: '    await claims.put(referring.claim, body);\n',
    replace: '    await claims.put(referring.claim, body).catch(() => undefined);\n',
  },
];
