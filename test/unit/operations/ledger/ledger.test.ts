import { film, stock } from '../../../fixtures/shop/entities.ts';
import type { SQSRecord } from 'aws-lambda';
import { afterEach, describe, expect, test, vi } from 'vitest';
import config from '../../../fixtures/shop/headwater.config.ts';
import { balance, type Ledger } from '../../../../operations/ledger/balance.ts';
import { addUp, countsIn, type Counts } from '../../../../operations/ledger/read-counts.ts';
import { describeLedger } from '../../../../cli/output/ledger.ts';
import { normalize } from '../../../../functions/normalizer/normalize.ts';
import { StreamRecordReader, type StreamRecord } from '../../../../shared/adapters/dynamodb/stream-record.ts';
import { MemoryPublisher } from '../../../../shared/adapters/memory/change-publisher.ts';
import { MemoryClaimStore } from '../../../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../../../shared/adapters/memory/dead-letters.ts';
import { tableOf } from '../../../../shared/domain/definition/lookup.ts';
import type { ChangeEvent } from '../../../../shared/domain/change/event.ts';
import type { Outcome } from '../../../../shared/domain/delivery/outcome.ts';
import { liftTo } from '../../../../shared/domain/change/lift.ts';
import { consume } from '../../../../shared/runtime/consume.ts';
import { createOutcomeCounter } from '../../../../shared/runtime/metrics.ts';
import { SETTLED_BEFORE } from '../../../../shared/runtime/settled.ts';
import { filmItem, stockItem, streamRecord } from '../../../support/stream-records.ts';

afterEach(() => vi.restoreAllMocks());

/** Runs something and reads the counts that it writes to its log. */
async function logged(run: () => Promise<unknown>): Promise<ReadonlyMap<string, Counts>> {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  await run().finally(() => write.mockRestore());
  const counts = new Map<string, Counts>();
  for (const line of lines) {
    const { entity, counts: more } = countsIn(line) ?? {};
    if (entity !== undefined && more) counts.set(entity, addUp([counts.get(entity) ?? {}, more]));
  }
  return counts;
}

async function normalized(records: readonly StreamRecord[], publisher = new MemoryPublisher()) {
  const table = tableOf(config, 'shop');
  const ports = {
    table,
    reader: new StreamRecordReader(table),
    publisher,
    rejected: new MemoryDeadLetters(),
    claims: new MemoryClaimStore(),
  };
  const counts = await logged(() =>
    normalize(records, { ...ports, counter: createOutcomeCounter('normalizer') }, () => 1_000),
  );
  return { counts, events: publisher.published };
}

function messageOf({ source, detailType, time, detail }: ChangeEvent, index: number, settledBefore = false): SQSRecord {
  return {
    messageId: `m-${index}`,
    body: JSON.stringify({ source, 'detail-type': detailType, time, detail: JSON.parse(detail) as unknown }),
    receiptHandle: `handle-${index}`,
    attributes: { ApproximateReceiveCount: '1' },
    messageAttributes: settledBefore ? { [SETTLED_BEFORE]: { dataType: 'String', stringValue: 'true' } } : {},
  } as unknown as SQSRecord;
}

const APPLIED: Outcome = { status: 'applied' };
const RETRY: Outcome = { status: 'retry', reason: { code: 'HW_SEARCH_UNAVAILABLE', message: '503' } };
const REJECTED: Outcome = { status: 'rejected', reason: { code: 'HW_SEARCH_REJECTED', message: '/price' } };

async function consumed(Records: readonly SQSRecord[], outcomeOf: (index: number) => Outcome = () => APPLIED) {
  return logged(() =>
    consume(
      { Records: [...Records] },
      {
        consumer: 'search',
        entities: new Set(['film', 'stock']),
        lift: liftTo([film, stock]),
        apply: (changes) => Promise.resolve(changes.map((_, index) => outcomeOf(index))),
        deadLetters: new MemoryDeadLetters(),
        redelivery: { delay: () => Promise.resolve() },
        counter: createOutcomeCounter('search'),
      },
    ),
  );
}

const films = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => streamRecord(from + index, { after: filmItem(`f${from + index}`) }));

function ledgerOf(normalizer: ReadonlyMap<string, Counts>, consumer: ReadonlyMap<string, Counts>): Ledger {
  return balance(
    [{ table: 'shop', counts: normalizer }],
    [{ consumer: 'search', entities: ['film', 'stock'], counts: consumer }],
  );
}

function merged(...all: readonly ReadonlyMap<string, Counts>[]): ReadonlyMap<string, Counts> {
  const names = new Set(all.flatMap((counts) => [...counts.keys()]));
  return new Map([...names].map((name) => [name, addUp(all.map((counts) => counts.get(name) ?? {}))]));
}

describe('the ledger of real functions, read from what they log', () => {
  test('balances when every change came out as something', async () => {
    const poison = streamRecord(90, { after: filmItem('poison', { title: { NULL: true } }) });
    const same = streamRecord(91, { before: filmItem('f1'), after: filmItem('f1') });
    const { counts, events } = await normalized([
      ...films(0, 5),
      poison,
      same,
      streamRecord(92, { after: stockItem('f1', 'rome', 1) }),
    ]);
    const settled = await consumed(
      events.map((event, index) => messageOf(event, index)),
      (index) => (index === 2 ? REJECTED : APPLIED),
    );

    const ledger = ledgerOf(counts, settled);

    expect(ledger.balanced).toBe(true);
    expect(counts.get('film')).toEqual({ Received: 7, Published: 5, Rejected: 1, Suppressed: 1 });
    expect(settled.get('film')).toEqual({ Received: 5, Applied: 4, Rejected: 1, Settled: 5 });
    expect(ledger.consumers).toContainEqual({
      consumer: 'search',
      entity: 'stock',
      published: 1,
      settled: 1,
      missing: 0,
      again: 0,
    });
  });

  test('finds the one change that a consumer lost', async () => {
    const first = await normalized(films(0, 10));
    const second = await normalized(films(10, 11));
    const messages = [...first.events, ...second.events].map((event, index) => messageOf(event, index));
    // Someone's consumer acknowledges a message that it never looked at.
    const settled = await consumed(messages.slice(0, -1));

    const ledger = ledgerOf(merged(first.counts, second.counts), settled);

    expect(ledger.balanced).toBe(false);
    expect(ledger.consumers[0]).toMatchObject({ entity: 'film', published: 11, settled: 10, missing: 1 });
    const range = { from: new Date(0), to: new Date(1) };
    expect(describeLedger(ledger, range, [])).toContain('consumer search has not settled 1 film');
  });

  test('is not deceived by retries: they come on top, and hide no loss', async () => {
    const first = await normalized(films(0, 3));
    const second = await normalized(films(3, 4));
    const [pack, single] = [...first.events, ...second.events].map((event, index) => messageOf(event, index));
    if (!pack || !single) throw new Error('two messages');
    // The pack of three comes twice, as one of its changes must wait; the single one is lost.
    const once = await consumed([pack], (index) => (index === 0 ? RETRY : APPLIED));
    const twice = await consumed([pack], (index) => (index === 0 ? APPLIED : { status: 'stale' }));

    const ledger = ledgerOf(merged(first.counts, second.counts), merged(once, twice));

    expect(merged(once, twice).get('film')).toEqual({ Received: 6, Retry: 1, Applied: 3, Stale: 2, Settled: 3 });
    expect(ledger.consumers[0]).toMatchObject({ published: 4, settled: 3, missing: 1, again: 0 });
  });

  test('does not count replays and redriven rejections: they would hide a loss', async () => {
    const { counts, events } = await normalized(films(0, 2));
    const [event] = events;
    if (!event) throw new Error('an event');
    const plain = messageOf(event, 0);
    const replayed = { ...plain, messageId: 'replayed', body: plain.body.replace('{', '{"replay-name":"r",') };

    const settled = await consumed([plain, replayed, messageOf(event, 2, true)]);

    expect(ledgerOf(counts, settled).consumers[0]).toMatchObject({ published: 2, settled: 2, missing: 0, again: 0 });
    expect(settled.get('film')?.Received).toBe(6);
  });

  test('shows what was delivered twice, and calls it no fault', async () => {
    const { counts, events } = await normalized(films(0, 2));
    const messages = events.map((event, index) => messageOf(event, index));

    const ledger = ledgerOf(counts, merged(await consumed(messages), await consumed(messages)));

    expect(ledger).toMatchObject({ balanced: true, consumers: [{ again: 2, missing: 0 }, { published: 0 }] });
  });

  test('counts both changes of a record whose item turned into another entity, though the bus refuses one', async () => {
    const refused = { published: false, reason: { code: 'HW_EVENT_REFUSED', message: 'never' } } as const;
    const publisher = new MemoryPublisher(({ detailType }) => (detailType === 'stock.created' ? refused : undefined));
    const turned = streamRecord(1, { before: filmItem('f1'), after: stockItem('f1', 'rome', 1) });

    const { counts } = await normalized([turned], publisher);

    expect(counts.get('film')).toEqual({ Received: 1, Published: 1 });
    expect(counts.get('stock')).toEqual({ Received: 1, Rejected: 1 });
  });
});

describe('the arithmetic', () => {
  test('a stage that swallows a change is found', () => {
    const ledger = ledgerOf(
      new Map([['film', { Received: 3, Published: 2 }]]),
      new Map([['film', { Received: 2, Applied: 2, Settled: 2 }]]),
    );

    expect(ledger.balanced).toBe(false);
    expect(ledger.stages[0]).toMatchObject({ stage: 'normalizer shop', unaccounted: 1 });
  });

  test('a consumer that cannot be compared is named, and does not count', () => {
    const ledger = balance(
      [{ table: 'shop', counts: new Map([['film', { Received: 1, Published: 1 }]]) }],
      [{ consumer: 'mail', entities: ['film'], counts: new Map(), notCompared: 'a filter' }],
    );

    expect(ledger).toMatchObject({
      balanced: true,
      consumers: [],
      notCompared: [{ consumer: 'mail', why: 'a filter' }],
    });
  });

  test.each([
    '',
    'START RequestId: 1',
    '{"level":"WARN","message":"CloudWatchMetrics"}',
    '{"entity":"film","_aws":{}}',
  ])('another line of the log is passed over: %s', (line) => {
    expect(countsIn(line)).toBeUndefined();
  });
});
