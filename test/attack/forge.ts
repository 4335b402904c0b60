/** Forged events: of each event with one bad change the good ones are applied, and the bad one lies alone in each DLQ. */
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../simulation/random.ts';
import type { AttackedCloud } from './cloud.ts';
import { filmChange, putOnBus } from './forged-event.ts';
import { lakeRows, searchRows } from './stores.ts';
import type { Summary } from './summary.ts';

const EVENTS = 40;
const GOOD = 3;
const PATIENCE_MILLISECONDS = 90_000;
const FIELDS = ['id', 'key', 'at', 'position', 'cause', 'after', 'beforeRejected'];
/** None of them is right in any of the fields. */
const WRONG: readonly unknown[] = [5, '', [], [5], { a: 5 }, 'x'.repeat(2000)];
const GENERATION = '2026-11-01T09:00:00.000';

export async function forge(
  cloud: AttackedCloud,
  prefix: string,
  seed: number,
  signal: AbortSignal,
  summary: Summary,
): Promise<void> {
  const random = new Random(seed + 5);
  const good: string[] = [];
  const bad: string[] = [];
  for (let number = 0; number < EVENTS && !signal.aborted; number += 1) {
    const keys = Array.from({ length: GOOD }, (_, index) => `${prefix}${number}-${index}`);
    const changes: unknown[] = keys.map((key) => filmAt(key, 7));
    const marker = `${prefix}bad-${number}`;
    changes.splice(random.below(GOOD + 1), 0, damaged(filmAt(marker, 8), marker, random));
    await putOnBus(cloud, { operation: 'created', changes });
    good.push(...keys);
    bad.push(marker);
  }
  summary.forged += bad.length;
  summary.differences.push(...(await judged(cloud, prefix, good, bad, signal)));
  await putOnBus(cloud, { operation: 'deleted', changes: good.map(deletion) });
}

function filmAt(key: string, number: number): Record<string, unknown> {
  return filmChange({
    id: `e-${key}`,
    key,
    position: `${GENERATION}/${String(number).padStart(40, '0')}`,
    price: 4.99,
  });
}

function deletion(key: string): Record<string, unknown> {
  const { after, ...rest } = filmAt(key, 9);
  return { ...rest, id: `d-${key}`, before: after };
}

/** `other` holds the marker, whichever field is wrong: it tells the letter. */
function damaged(change: Record<string, unknown>, marker: string, random: Random): unknown {
  const field = random.of(FIELDS);
  // An object is a row, if no good one: it would be applied or rejected by another rule.
  const wrong = random.of(
    WRONG.filter((value) => field !== 'after' || Array.isArray(value) || typeof value !== 'object'),
  );
  if (random.chance(20)) return { ...change, other: marker, after: deep(60, marker) };
  return { ...change, other: marker, [field]: wrong };
}

function deep(levels: number, leaf: unknown): unknown {
  let value = leaf;
  for (let level = 0; level < levels; level += 1) value = { n: value };
  return value;
}

async function judged(
  { pipeline, stores }: AttackedCloud,
  prefix: string,
  good: readonly string[],
  bad: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { sqs } = pipeline.session.clients;
  const letters = { search: new Map<string, string>(), analytics: new Map<string, string>() };
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  let missing: readonly string[] = ['nothing was looked at'];
  while (missing.length > 0 && Date.now() < deadline && !signal.aborted) {
    await pause(1000);
    for (const name of ['search', 'analytics'] as const)
      await take(sqs, pipeline.consumer(name).deadLetterUrl, prefix, letters[name]);
    const [documents, lake] = await Promise.all([searchRows(stores, prefix), lakeRows(stores, prefix)]);
    const kept = new Set(lake.history.map(({ key }) => key));
    missing = [
      ...good.filter((key) => !documents.has(key)).map((key) => `index ${key}: a good neighbour is not there`),
      ...good.filter((key) => !kept.has(key)).map((key) => `history ${key}: a good neighbour is not there`),
      ...(['search', 'analytics'] as const).flatMap((name) =>
        bad.filter((key) => !letters[name].has(key)).map((key) => `dlq ${name} ${key}: the bad change is not there`),
      ),
    ];
  }
  const crowded = (['search', 'analytics'] as const).flatMap((name) =>
    [...letters[name]]
      .filter(([, body]) => changesIn(body) !== 1)
      .map(([key]) => `dlq ${name} ${key}: it is not alone`),
  );
  return [...missing, ...crowded];
}

function changesIn(body: string): number {
  return (JSON.parse(body) as { detail: { changes: unknown[] } }).detail.changes.length;
}

/** Takes our letters out of a DLQ, and leaves the others. */
async function take(sqs: SQSClient, QueueUrl: string, prefix: string, letters: Map<string, string>): Promise<void> {
  for (let more = true; more;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 5 }),
    );
    more = Messages.length > 0;
    for (const { Body = '', ReceiptHandle } of Messages) {
      const marker = new RegExp(`"other":"(${prefix}bad-\\d+)"`).exec(Body)?.[1];
      if (marker === undefined) continue;
      letters.set(marker, Body);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
