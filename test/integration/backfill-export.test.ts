import { DescribeExportCommand, ExportTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openJobs } from '../../operations/backfill/open-backfill.ts';
import { openSearch } from '../../operations/deployment/search.ts';
import { createQueuePublisher } from '../../shared/adapters/sqs/change-publisher.ts';
import { NOTHING_YET } from '../../shared/domain/jobs/backfill-job.ts';
import { packChanges } from '../../shared/domain/change/pack.ts';
import { positionOf } from '../../shared/domain/change/position.ts';
import { filmItem } from '../support/stream-records.ts';
import { until, untilTrue } from '../support/until.ts';
import { headwater, type Ended } from './support/command.ts';
import { filmDay, type FilmDay } from './support/film-day.ts';
import { findDifferences, shopOf, type Shop } from './support/check-index.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

const FILMS = 60;
/** The local cloud's tables have so many partitions. */
const FILES = 4;
const JOB = 'shop film,order,stock bus via export';
const prefix = unique('export');
const misfit = unique('misfit');
let pipeline: Pipeline;
let shop: Shop;
let day: FilmDay;

beforeAll(async () => {
  pipeline = await connectPipeline();
  shop = shopOf(pipeline);
  day = filmDay(shop, prefix, FILMS);
  await day.play(200);
  await inStep();
});

afterAll(async () => {
  await pipeline.remove(`FILM#${misfit}`, 'FILM');
});

/** Judged by plain HTTP. */
async function inStep(): Promise<void> {
  const equal = async (): Promise<boolean> => (await findDifferences(shop, prefix)).length === 0;
  await untilTrue('table and index are in step', equal, 90);
}

async function loseEverything(): Promise<void> {
  const { store, entities, client } = openSearch(pipeline.session);
  for (const entity of entities) await store.clear(entity);
  await client.close();
}

/** A document that no row of the table stands behind, applied an hour ago. */
async function plantStranger(): Promise<string> {
  const id = `${prefix}-stranger`;
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const after = { id, title: 'Nobody made it', releaseDate: '1998-06-12', price: 1 };
  const position = positionOf('2020-01-01T00:00:00.000', '7');
  const created = { operation: 'created', entity: 'film', id, key: id, position, at, after } as const;
  const events = packChanges('headwater.shop', new Map(), [created]).map(({ event }) => event);
  const queueUrl = pipeline.consumer('search').bufferUrl;
  const { sqs } = pipeline.session.clients;
  await createQueuePublisher({ client: sqs, queueUrl, region: 'us-east-1' }).publish(events, () => 5_000);
  await until('the index holds the stranger', () => pipeline.document('film', id));
  return id;
}

const viaExport = (...options: readonly string[]) =>
  headwater('backfill', '--via', 'export', '--yes', '--json', ...options);
const ok = ({ code, stderr }: Ended): void => {
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
};
const answerOf = ({ stdout }: Ended) => JSON.parse(stdout) as Readonly<Record<string, unknown>>;
const segments = async () => (await openJobs(pipeline.session).get(JOB))?.segments ?? [];
const exportNow = async () => (await segments())[0]?.next;

test('while writes go on, a lost index is filled again from an export, also when its watching was stopped', async () => {
  await pipeline.put(filmItem(misfit, { title: { NULL: true } }));
  await loseEverything();
  const stranger = await plantStranger();
  const writes = day.goOn();
  const before = await exportNow();
  const first = viaExport('--restart');
  const begun = await until('an export is begun', async () => {
    const arn = await exportNow();
    return arn === before ? undefined : arn;
  });
  first.child.kill('SIGINT');
  const stopped = await first.ended;

  const second = viaExport();
  await untilTrue('every file is sent', async () => (await segments()).filter(({ done }) => done).length === 1 + FILES);
  await writes.stop();
  const ended = await second.ended;

  expect(stopped.code).toBe(130);
  ok(ended);
  // The same export: it went on meanwhile.
  expect(answerOf(ended)).toMatchObject({ exportArn: begun, done: true, files: FILES });
  const { counts } = answerOf(ended) as { counts: { read: number; sent: number; rejected: number } };
  expect(counts.rejected).toBeGreaterThanOrEqual(1);
  expect(counts.read).toBe(counts.sent + counts.rejected);
  expect(ended.stderr).toMatch(/of 4 files, [\d,]+ of [\d,]+ items/);
  await untilTrue('no stranger', async () => (await pipeline.document('film', stranger))?.marks.deleted === true);
  await inStep();
});

test('a file that cannot be read fails it, and says why and what to do; begun again, it exports anew', async () => {
  const { clients, deployment } = pipeline.session;
  const output = deployment.backfill?.viaExport?.[0];
  if (!output) throw new Error('the film shop has no exports');
  const exportArn = await exportedTable(output.bucket);
  await spoilOneFile(output.bucket, exportArn);
  const jobs = openJobs(pipeline.session);
  const scope = { table: 'shop', entities: ['film', 'stock', 'order'], consumers: [] };
  await jobs.begin({ ...scope, id: JOB, totalSegments: 1, startedAt: Date.now(), phase: 'scan' }, 'test');
  await jobs.checkpoint(JOB, { segment: 0, next: exportArn, done: true, counts: NOTHING_YET });
  await jobs.release(JOB, 'test');

  const failed = await viaExport('--no-sweep').ended;
  const again = await viaExport('--no-sweep').ended;
  const anew = await viaExport('--no-sweep', '--restart').ended;

  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('FAILED, 1 of 4 files were not sent: incorrect header check');
  expect(failed.stderr).toContain('redrive-execution');
  expect(again.code).toBe(1);
  ok(anew);
  expect(answerOf(anew)).toMatchObject({ done: true, swept: [] });
  expect(answerOf(anew)['exportArn']).not.toBe(exportArn);

  async function exportedTable(S3Bucket: string): Promise<string> {
    const TableArn = deployment.tables[0]?.tableArn;
    const { ExportDescription } = await clients.dynamoDb.send(
      new ExportTableToPointInTimeCommand({ TableArn, S3Bucket }),
    );
    const ExportArn = ExportDescription?.ExportArn ?? '';
    await untilTrue('the export is complete', async () => {
      const answer = await clients.dynamoDb.send(new DescribeExportCommand({ ExportArn }));
      return answer.ExportDescription?.ExportStatus === 'COMPLETED';
    });
    return ExportArn;
  }

  async function spoilOneFile(Bucket: string, arn: string): Promise<void> {
    const Key = `AWSDynamoDB/${arn.split('/').at(-1)}/manifest-files.json`;
    const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }));
    const [line = ''] = ((await Body?.transformToString()) ?? '').split('\n');
    const { dataFileS3Key } = JSON.parse(line) as { dataFileS3Key: string };
    await clients.s3.send(new PutObjectCommand({ Bucket, Key: dataFileS3Key, Body: 'no gzip' }));
  }
});

test('two at once are refused', async () => {
  const jobs = openJobs(pipeline.session);
  await jobs.hold(JOB, 'somebody/1/else');

  const refused = await viaExport().ended;
  await jobs.release(JOB, 'somebody/1/else');

  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('is being worked on by somebody');
});
