import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readLedger } from '../../operations/ledger/read-ledger.ts';
import { fileLateLines } from './support/file-late-lines.ts';
import { collectLetters } from '../../operations/letters/collect.ts';
import type { Letter } from '../../operations/letters/letter.ts';
import { planRedrive } from '../../operations/letters/redrive-plan.ts';
import { planSelected, redrivePlanned } from '../../operations/letters/redrive-selected.ts';
import { noCounts, type RedriveCounts } from '../../operations/letters/redrive.ts';
import type { SelectionOptions } from '../../operations/letters/selection.ts';
import { walkChosen } from '../../operations/letters/walk-chosen.ts';
import { filmEvent } from '../support/film-event.ts';
import { until, untilTrue } from '../support/until.ts';
import { planFaults } from './support/faults.ts';
import { filmItem as film } from '../support/stream-records.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';
import { pauseConsumer } from './support/pause-consumer.ts';
import { giveUpOnStream } from './support/stream-failures.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});
afterEach(() => planFaults({}));
// What no one can mend must not be in the way of the other tests.
afterAll(() => discard({ code: 'HW_SEARCH_REJECTED' }));

const { signal } = new AbortController();
const NOT_A_TITLE = { title: { NULL: true } } as const;

async function letters(options: SelectionOptions): Promise<readonly Letter[]> {
  return (await collectLetters(pipeline.session, options, { limit: 10_000, signal })).letters;
}

const oneLetter = (options: SelectionOptions) =>
  until(`a dead letter of ${JSON.stringify(options)}`, async () => (await letters(options))[0]);

async function redrive(options: SelectionOptions, session = pipeline.session): Promise<RedriveCounts> {
  const counts = noCounts();
  const planned = await planSelected(session, options, { limit: 10_000, signal });
  await redrivePlanned(session, planned, { rate: 1_000, counts, signal });
  return counts;
}

async function discard(options: SelectionOptions): Promise<void> {
  const plan = planRedrive();
  const collected = await collectLetters(pipeline.session, options, { limit: 10_000, signal });
  for (const letter of collected.letters) plan.choose(letter);
  await walkChosen(pipeline.session, collected, plan, signal, (chosen) =>
    Promise.resolve(new Set(chosen.map(({ id }) => id))),
  );
}

const inIndex = (id: string) => async () => (await pipeline.document('film', id))?.marks.deleted === false;

describe('a rejected stream record', () => {
  test('is listed with its reason, stays while its item is as it was, and leaves when the item is mended', async () => {
    const id = unique('poison');
    await pipeline.put(film(id, NOT_A_TITLE));
    const letter = await oneLetter({ key: id });

    const unmended = await redrive({ key: id });
    const still = await letters({ key: id });
    await pipeline.put(film(id));
    const mended = await redrive({ key: id });

    expect(letter).toMatchObject({ code: 'HW_ROW_INVALID', message: `film ${id}: /title must be string` });
    expect(unmended).toEqual({ sent: 0, superseded: 0, stays: 1, refused: 0 });
    expect(still.map(({ id: same }) => same)).toEqual([letter.id]);
    expect(mended).toEqual({ sent: 0, superseded: 1, stays: 0, refused: 0 });
    expect(await letters({ key: id })).toEqual([]);
    await untilTrue('the mended film is in the index', inIndex(id));
  });

  test('is published when the schema was widened in the meantime, and does not undo a later write', async () => {
    // The record fits the schema that the redrive finds: as if it had been widened since.
    const id = unique('widened');
    await pipeline.put(film(id));
    await untilTrue('the film is in the index', inIndex(id));
    const old = { pk: { S: `FILM#${id}` }, sk: { S: 'FILM' } };
    const [table] = pipeline.session.deployment.tables;
    const record = {
      eventID: unique('event'),
      eventName: 'INSERT',
      eventSourceARN: table?.streamArn,
      dynamodb: {
        Keys: old,
        NewImage: film(id, { price: { N: '1' } }),
        SequenceNumber: '7',
        ApproximateCreationDateTime: Math.floor(Date.now() / 1000) - 3600,
      },
    };
    await sendLetter(pipeline.normalizer.rejectedQueueUrl, JSON.stringify(record), {
      code: 'HW_ROW_INVALID',
      message: `film ${id}: /price must be number`,
      entity: 'film',
      key: id,
    });

    const counts = await redrive({ key: id });
    await untilTrue('the old change is in the analytics copy or on its way', buffersAreEmpty);

    expect(counts).toEqual({ sent: 1, superseded: 0, stays: 0, refused: 0 });
    expect(await letters({ key: id })).toEqual([]);
    expect((await pipeline.document('film', id))?.row.price).toBe(9.99);
  });
});

describe('a letter of a consumer', () => {
  test('that SQS moved goes back to that consumer alone, and is applied, while writes go on', async () => {
    const [id, live] = [unique('moved'), unique('live')];
    const { deadLetterUrl } = pipeline.consumer('search');
    await sendLetter(deadLetterUrl, filmEvent([id]), {});
    const letter = await oneLetter({ consumer: 'search', key: id });

    const [counts] = await Promise.all([redrive({ consumer: 'search', key: id }), pipeline.put(film(live))]);

    expect(letter.code).toBe('HW_RECEIVES_EXHAUSTED');
    expect(counts.sent).toBe(1);
    await untilTrue('both films are in the index', async () => (await inIndex(id)()) && (await inIndex(live)()));
    expect(await letters({ key: id })).toEqual([]);
    await forget(id);
  });

  test('that the store rejects again comes back as a new letter, once', async () => {
    const id = unique('conflict');
    const event = JSON.parse(filmEvent([id])) as { detail: { changes: { after: { price: unknown } }[] } };
    for (const { after } of event.detail.changes) after.price = 'no number';
    const { source, 'detail-type': DetailType, detail } = event as unknown as Record<string, string>;
    const EventBusName = pipeline.session.deployment.bus.name;
    const entry = { EventBusName, Source: source, DetailType, Detail: JSON.stringify(detail) };
    await pipeline.session.clients.eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
    const first = await oneLetter({ consumer: 'search', key: id });

    const counts = await redrive({ consumer: 'search', key: id });
    const second = await until('it is rejected again', async () => {
      const found = await letters({ consumer: 'search', key: id });
      return found.length > 0 ? found : undefined;
    });

    expect(first).toMatchObject({ code: 'HW_SEARCH_REJECTED', rows: [{ entity: 'film', key: id }] });
    expect(counts).toMatchObject({ sent: 1, refused: 0 });
    expect(second).toHaveLength(1);
    expect(second[0]?.id).not.toBe(first.id);
  });

  test('that EventBridge could not deliver goes to the buffer it was meant for', async () => {
    const id = unique('undelivered');
    await sendLetter(pipeline.consumer('search').ruleDeadLetterUrl, filmEvent([id]), {
      RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/bus/rule',
      TARGET_ARN: 'arn:aws:sqs:us-east-1:000000000000:buffer',
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: 'not authorized',
    });

    const counts = await redrive({ queue: 'rule-dlq', key: id });

    expect(counts.sent).toBe(1);
    await untilTrue('the film is in the index', inIndex(id));
    await forget(id);
  });

  test('leaves only after its target has accepted it', async () => {
    const id = unique('kept');
    const { deployment } = pipeline.session;
    await sendLetter(pipeline.consumer('search').deadLetterUrl, filmEvent([id]), {});
    const consumers = deployment.consumers.map((one) => ({ ...one, bufferUrl: `${one.bufferUrl}-gone` }));

    const failing = redrive({ key: id }, { ...pipeline.session, deployment: { ...deployment, consumers } });

    await expect(failing).rejects.toThrow();
    expect(await letters({ key: id })).toHaveLength(1);
    expect((await redrive({ key: id })).sent).toBe(1);
    await untilTrue('the film is in the index', inIndex(id));
    await forget(id);
  });
});

test('a look takes nothing away: more than a page of letters, seen twice', async () => {
  const ids = Array.from({ length: 25 }, () => unique('page'));
  await Promise.all(ids.map((id) => pipeline.put(film(id, NOT_A_TITLE))));
  const look = async () => (await letters({ queue: 'rejected' })).flatMap(({ rows }) => rows.map(({ key }) => key));
  await until('all are rejected', async () => {
    const seen = new Set(await look());
    return ids.every((id) => seen.has(id)) ? seen : undefined;
  });

  const again = await look();

  expect(ids.filter((id) => !again.includes(id))).toEqual([]);
  const bounded = await collectLetters(pipeline.session, { queue: 'rejected' }, { limit: 10, signal });
  expect(bounded.letters).toHaveLength(10);
  expect(bounded.walked).toMatchObject([{ seen: 10, more: true }]);
  await Promise.all(ids.map((id) => pipeline.put(film(id))));
  expect((await redrive({ queue: 'rejected', entity: 'film' })).superseded).toBeGreaterThanOrEqual(25);
});

test('records that Lambda gave up on are listed and redriven from their object, while writes go on', async () => {
  const [id, live] = [unique('set-aside'), unique('live')];
  await giveUpOnStream(pipeline, async () => {
    await pipeline.put(film(id));
    const letter = await oneLetter({ queue: 'stream-failures', key: id });
    expect(letter).toMatchObject({ code: 'HW_RECORDS_SET_ASIDE', rows: [{ entity: 'film', key: id }] });
  });

  const [counts] = await Promise.all([redrive({ queue: 'stream-failures', key: id }), pipeline.put(film(live))]);

  expect(counts).toEqual({ sent: 1, superseded: 0, stays: 0, refused: 0 });
  await untilTrue('both films are in the index', async () => (await inIndex(id)()) && (await inIndex(live)()));
  expect(await letters({ queue: 'stream-failures', key: id })).toEqual([]);
}, 180_000);

describe('the ledger', () => {
  test('balances over writes and poison, and names the change that a consumer lost', async () => {
    await untilTrue('nothing is on its way', buffersAreEmpty);
    const from = new Date();
    await Promise.all(Array.from({ length: 20 }, () => pipeline.put(film(unique('counted')))));
    await pipeline.put(film(unique('counted'), NOT_A_TITLE));
    const read = async () => {
      await fileLateLines(pipeline.session);
      return readLedger(pipeline.session, { from, to: new Date() }, signal);
    };
    const film20 = { entity: 'film', published: 20, settled: 20, missing: 0 };
    const whole = await until('all 20 films are settled', async () => {
      const ledger = await read();
      const films = ledger.consumers.filter(({ entity }) => entity === 'film');
      return films.every(({ published, settled }) => published >= 20 && settled >= 20) ? ledger : undefined;
    });

    await loseOneChange('analytics');
    const lossy = await until('the films are published', async () => {
      const ledger = await read();
      const search = ledger.consumers.find(({ consumer, entity }) => consumer === 'search' && entity === 'film');
      return search && search.settled > 20 && search.published > 20 ? ledger : undefined;
    });

    expect(whole.balanced).toBe(true);
    expect(whole.consumers).toMatchObject([film20, { entity: 'stock' }, film20, { entity: 'stock' }]);
    expect(lossy.balanced).toBe(false);
    expect(lossy.consumers.filter(({ missing }) => missing > 0)).toMatchObject([{ consumer: 'analytics', missing: 1 }]);
  });
});

/** A thief takes the message of one change from a consumer's buffer: to its consumer, it never was. */
async function loseOneChange(consumer: string): Promise<void> {
  const { bufferUrl: QueueUrl } = pipeline.consumer(consumer);
  await pauseConsumer(pipeline.consumer(consumer), async () => {
    await pipeline.put(film(unique('lost')));
    const stolen = await until('the message is in the buffer', async () => {
      const { Messages = [] } = await pipeline.session.clients.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      return Messages[0];
    });
    const { ReceiptHandle } = stolen;
    await pipeline.session.clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  });
}

async function sendLetter(QueueUrl: string, MessageBody: string, attributes: Record<string, string>): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  await pipeline.session.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
}

async function buffersAreEmpty(): Promise<boolean> {
  const { consumers } = pipeline.session.deployment;
  const waiting = await Promise.all(consumers.map(({ bufferUrl }) => pipeline.messages(bufferUrl)));
  return waiting.every((messages) => messages === 0);
}

/** A film that only an event knew leaves the index again: put into the table and removed, so that others find both in step. */
async function forget(id: string): Promise<void> {
  await pipeline.put(film(id));
  await pipeline.remove(`FILM#${id}`, 'FILM');
  await untilTrue('the film is gone', async () => (await pipeline.document('film', id))?.marks.deleted === true);
}
