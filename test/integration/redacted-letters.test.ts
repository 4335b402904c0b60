import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import { collectLetters } from '../../operations/letters/collect.ts';
import { planRedrive } from '../../operations/letters/redrive-plan.ts';
import { planSelected, redrivePlanned } from '../../operations/letters/redrive-selected.ts';
import { noCounts } from '../../operations/letters/redrive.ts';
import { walkChosen } from '../../operations/letters/walk-chosen.ts';
import type { Redaction } from '../../shared/adapters/dynamodb/redacted-record.ts';
import { untilTrue } from '../support/until.ts';
import { filmItem } from '../support/stream-records.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';
import { plainEndpoint } from './support/plain-endpoint.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});

const { signal } = new AbortController();
const limit = 10_000;

test('a letter that holds nothing of its item is mended by the row as it is now', async () => {
  const id = unique('redacted');
  await pipeline.put(filmItem(id));
  await untilTrue('the film is in the index', () => isInIndex(id));
  await loseDocument(id);
  await sendLetter(id, 'images');

  const counts = await redrive(id);

  expect(counts).toEqual({ sent: 1, superseded: 0, stays: 0, refused: 0 });
  await untilTrue('the film is in the index again', () => isInIndex(id));
  // It came as a snapshot, which has a time and no position: as news it would have reached consumers with side effects.
  expect((await pipeline.document('film', id))?.marks).toEqual({
    deleted: false,
    snapshotAt: expect.any(Number) as number,
  });
  expect(await lettersAbout(id)).toHaveLength(0);
});

test('a letter whose key is hashed, too, stays where it is', async () => {
  const id = unique('hashed');
  await sendLetter(id, 'images and keys');

  const counts = await redrive(id);

  expect(counts).toEqual({ sent: 0, superseded: 0, stays: 1, refused: 0 });
  expect(await lettersAbout(id)).toHaveLength(1);
  await discard(id);
});

async function isInIndex(id: string): Promise<boolean> {
  return (await pipeline.document('film', id))?.marks.deleted === false;
}

async function loseDocument(id: string): Promise<void> {
  const endpoint = plainEndpoint(pipeline.session.deployment);
  const response = await fetch(`${endpoint}/film-write/_doc/${id}`, { method: 'DELETE' });
  expect(response.status).toBe(200);
}

/** As the normalizer leaves it where a policy protects the table, or where no entity knew the item then. */
async function sendLetter(id: string, redacted: Redaction): Promise<void> {
  const Keys = { pk: { S: `FILM#${id}` }, sk: { S: 'FILM' } };
  const ApproximateCreationDateTime = Math.floor(Date.now() / 1000) - 3600;
  const dynamodb = { ApproximateCreationDateTime, Keys, SequenceNumber: '7' };
  const record = { eventID: unique('event'), eventName: 'INSERT', dynamodb, redacted };
  const texts = { code: 'HW_ROW_INVALID', message: `film ${id}: /title must be string`, entity: 'film', key: id };
  const attributes = Object.entries(texts).map(
    ([name, StringValue]) => [name, { DataType: 'String', StringValue }] as const,
  );
  await pipeline.session.clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: pipeline.normalizer.rejectedQueueUrl,
      MessageBody: JSON.stringify(record),
      MessageAttributes: Object.fromEntries(attributes),
    }),
  );
}

async function redrive(key: string) {
  const counts = noCounts();
  const planned = await planSelected(pipeline.session, { key }, { limit, signal });
  await redrivePlanned(pipeline.session, planned, { rate: 1_000, counts, signal });
  return counts;
}

async function lettersAbout(key: string) {
  return (await collectLetters(pipeline.session, { key }, { limit, signal })).letters;
}

async function discard(key: string): Promise<void> {
  const plan = planRedrive();
  const collected = await collectLetters(pipeline.session, { key }, { limit, signal });
  for (const letter of collected.letters) plan.choose(letter);
  await walkChosen(pipeline.session, collected, plan, signal, (chosen) =>
    Promise.resolve(new Set(chosen.map(({ id }) => id))),
  );
}
