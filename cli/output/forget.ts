import { factsOf } from '../../shared/domain/consumers/facts.ts';
import { DEFAULT_ARCHIVE_DAYS } from '../../shared/domain/retention/retention.ts';
import type { ConsumerOutput } from '../../shared/runtime/deployment.ts';
import { missing } from '../../operations/forget/arrival.ts';
import type { ForgottenRow, Proof } from '../../operations/forget/forget-row.ts';
import { withValues } from '../../shared/runtime/erasure/find-rows.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { count, formatTable } from './table.ts';
import { bad, good } from './terminal.ts';

/** What was found where, what was done about it, what is out of reach, and what a search finds. No value is among it. */
export function describeForgotten(rows: readonly ForgottenRow[], proof: Proof): string {
  const line = ([name, text]: readonly [string, string]): string => `  ${name.padEnd(16)}${text}`;
  const isDone = rows.every(({ erased }) => erased !== undefined);
  const texts = `${count(proof.given, 'given value')} and ${count(proof.own, 'text')} of the row`;
  const [first] = rows;
  return [
    ...rows.flatMap((row) => [
      `${row.target.entity.name} ${plainText(row.target.address.key)}`,
      ...linesOf(row).map(line),
      '',
    ]),
    'Out of reach, and until when it lives:',
    ...(first ? outOfReach(first).map(line) : []),
    '',
    `${isDone ? 'Searched' : 'Now found'}, reading every store through, for ${texts}:`,
    formatTable(
      ['store', 'given', "row's own"],
      proof.counts.map(({ store, given, own }) => [store, given, own]),
    ),
    '',
    isDone ? verdict(rows, proof) : 'Nothing was erased: --yes does it.',
  ].join('\n');
}

function linesOf({ arrival, found, erased, target }: ForgottenRow): readonly (readonly [string, string])[] {
  const states = {
    gone: 'gone, by a consistent read',
    there: 'there: to be deleted',
    unknown: 'unknown: a hashed key',
  };
  const rows = found.history.reduce((sum, holding) => sum + holding.rows.length, 0);
  const [history, current] = [withValues(found.history).length, withValues(found.current).length];
  const { own, shared } = found.letters;
  const done = (would: string, did: string): string => (erased ? did : would);
  const rewritten = done('to be written anew', 'written anew');
  return [
    ['table', states[arrival.item]],
    ...arrival.indices.map(({ index, state }) => ['index', `${index}: ${state}`] as const),
    ...(arrival.arrived ? [] : [['waits', `until the deletion is in ${missing(arrival)}`] as const]),
    ...(arrival.told.length > 0
      ? [['absence', `told to ${arrival.told.join(', ')}: no deletion came. If it does: forget --again`] as const]
      : []),
    ['history', `${count(rows, 'change')}, ${count(history, 'object')} with values ${rewritten}`],
    ['current', `${count(current, 'file')} with values ${done('to be replaced', 'replaced or deleted')}`],
    ['compaction', `${count(found.compaction, 'object')} of work ${done('to be deleted', 'deleted')}`],
    ['large rows', `${count(found.claims.length, 'object')} ${done('to be deleted', 'deleted')}`],
    ['dead letters', `${count(own.length, 'letter')} ${done('to be discarded', 'discarded')}`],
    ...shared.map(({ id, source }) => ['', `${id} (${source.kind}) is about other rows as well: it stays`] as const),
    ...(erased ? [['athena-results', `${count(erased.results, 'answer')} with these texts deleted`] as const] : []),
    ...(target.copy?.mirror === undefined
      ? []
      : [['this machine', `its copy ${done('to be refreshed', 'refreshed')}`] as const]),
  ];
}

function outOfReach({ target, found }: ForgottenRow): readonly (readonly [string, string])[] {
  const { archiveDays = DEFAULT_ARCHIVE_DAYS } = target.deployed.definition;
  const until = new Date(Date.now() + archiveDays * 86_400_000).toISOString().slice(0, 10);
  return [
    [
      'event archive',
      archiveDays === 0
        ? 'for ever (archiveDays: 0)'
        : `${count(archiveDays, 'day')}, until ${until} (archiveDays). After a replay: forget --again`,
    ],
    ['stream', '24 hours'],
    ['buffers', `${count(found.waiting, 'message')} waiting, 7 days at most; then forget --again`],
    ['compaction', 'one that runs right now may leave work behind, 7 days at most; then forget --again'],
    ['logs', 'hold no values'],
    ...spread(target.deployed.deployment.consumers),
  ];
}

/** Whom consumers gave the row to: a line for each kind. */
function spread(consumers: readonly ConsumerOutput[]): readonly (readonly [string, string])[] {
  const names = Map.groupBy(
    consumers.filter((consumer) => factsOf(consumer).spreadsTo !== undefined),
    (consumer) => factsOf(consumer).spreadsTo ?? '',
  );
  return [...names].map(([whom, theirs]) => [
    whom,
    `${theirs.map(({ name }) => name).join(', ')}: what they did with the row is theirs`,
  ]);
}

function verdict(rows: readonly ForgottenRow[], { left, given, own }: Proof): string {
  if (rows.some(({ found }) => found.letters.shared.length > 0)) {
    return bad(
      'NOT proven: a dead letter holds other rows as well. Redrive it (`npx headwater dlq redrive --id`), then run this again.',
    );
  }
  if (left) return bad('NOT proven: something is left. Run this again in a minute; where it stays, look there.');
  return given + own === 0
    ? good(
        'Proven by its key: no store holds a value under it. No text of the row is known: --value searches all rows.',
      )
    : good('Proven: none of it is left.');
}

export function forgottenReport(rows: readonly ForgottenRow[], { counts, given, own, left }: Proof) {
  const isProven = !left && rows.every(({ erased }) => erased !== undefined);
  return { rows: rows.map(rowReport), sought: { given, own }, stores: counts, proven: isProven };
}

function rowReport({ target, arrival, found, erased }: ForgottenRow) {
  const { own, shared } = found.letters;
  return {
    entity: target.entity.name,
    key: target.address.key,
    item: arrival.item,
    indices: arrival.indices,
    arrived: arrival.arrived,
    told: arrival.told,
    found: {
      history: withValues(found.history).map(({ key }) => key),
      current: withValues(found.current).map(({ key }) => key),
      compaction: found.compaction,
      claims: found.claims,
      letters: own.map(({ id }) => id),
      lettersWithOtherRows: shared.map(({ id }) => id),
      waiting: found.waiting,
    },
    erased: erased ?? null,
  };
}
