import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { FileCounts } from '../../../functions/export-worker/export-event.ts';
import { sendExportFile } from '../../../functions/export-worker/send-export-file.ts';
import config from '../../fixtures/shop/headwater.config.ts';
import { rowReader } from '../../../shared/adapters/dynamodb/item-source.ts';
import { MemoryPublisher } from '../../../shared/adapters/memory/change-publisher.ts';
import { MemoryClaimStore } from '../../../shared/adapters/memory/claim-store.ts';
import { MemoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import { tableOf } from '../../../shared/domain/definition/lookup.ts';
import type { ChangeEventDetail } from '../../../shared/domain/change/event.ts';
import { exportTable } from '../../support/export-files.ts';
import { filmItem } from '../../support/stream-records.ts';

const UNTOUCHED: FileCounts = { read: 0, sent: 0, rejected: 0 };
const exportTime = '2026-11-23T18:00:00.123Z';
const tableArn = 'arn:aws:dynamodb:us-east-1:000000000001:table/shop';
const shop = tableOf(config, 'shop');
const films = (count: number) => Array.from({ length: count }, (_, index) => filmItem(`f${index}`));

function worker(publisher = new MemoryPublisher()) {
  const rejected = new MemoryDeadLetters();
  const target = { table: shop, publisher, claims: new MemoryClaimStore() };
  const send = (file: Uint8Array, items: number, before: FileCounts = UNTOUCHED, timeLeft = () => 900_000) =>
    sendExportFile(
      { file: Readable.from([file]), name: 'data/x.json.gz', before, items, readAt: Date.parse(exportTime) },
      { read: rowReader(shop), targets: [target], entities: new Set(['film', 'stock']), rejected, timeLeft },
    );
  const changes = () => publisher.published.flatMap(({ detail }) => (JSON.parse(detail) as ChangeEventDetail).changes);
  return { send, changes, rejected };
}

test('every line of every file of an export becomes a snapshot row as of the export’s point in time', async () => {
  const { send, changes } = worker();
  const { objects, files } = exportTable(films(2_500), { tableArn, exportTime, perFile: 1_200 });

  for (const { dataFileS3Key, itemCount } of files) {
    await send(objects.get(dataFileS3Key) ?? Buffer.of(), itemCount);
  }

  expect(files.map(({ itemCount }) => itemCount)).toEqual([1_200, 1_200, 100]);
  expect(new Set(changes().map(({ key }) => key)).size).toBe(2_500);
  expect(changes()[0]).toMatchObject({ key: 'f0', at: exportTime, cause: 'backfill', after: { id: 'f0' } });
});

test('numbers, sets and binary stand in the rows as those of the stream do', () => {
  const item = { ...filmItem('f1'), price: { N: '12.50' }, imdbVotes: { N: '7' } };
  const exported = JSON.parse(JSON.stringify({ Item: item })) as { Item: typeof item };

  expect(rowReader(shop)(exported.Item, 0)).toMatchObject({ status: 'row', row: { price: 12.5, imdbVotes: 7 } });
});

test('what fits no schema goes to the rejected queue, and the file goes on', async () => {
  const { send, changes, rejected } = worker();
  const { objects, files } = exportTable([filmItem('f1', { title: { NULL: true } }), filmItem('f2')], {
    tableArn,
    exportTime,
    perFile: 10,
  });

  const sent = await send(objects.get(files[0]?.dataFileS3Key ?? '') ?? Buffer.of(), 2);

  expect(sent).toEqual({ read: 2, sent: 1, rejected: 1, more: false });
  expect(changes().map(({ key }) => key)).toEqual(['f2']);
  expect(rejected.letters[0]).toMatchObject({ key: 'f1', reason: { code: 'HW_ROW_INVALID' } });
});

test('a file that takes longer than an invocation goes on behind what was sent', async () => {
  const { send, changes } = worker();
  const { objects, files } = exportTable(films(2_500), { tableArn, exportTime, perFile: 2_500 });
  const file = objects.get(files[0]?.dataFileS3Key ?? '') ?? Buffer.of();

  const first = await send(file, 2_500, UNTOUCHED, () => 30_000);
  expect(first).toEqual({ read: 1_000, sent: 1_000, rejected: 0, more: true });
  const second = await send(file, 2_500, first, () => 30_000);
  const last = await send(file, 2_500, second, () => 30_000);

  expect(last).toEqual({ read: 2_500, sent: 2_500, rejected: 0, more: false });
  expect(changes()).toHaveLength(2_500);
  expect(new Set(changes().map(({ key }) => key)).size).toBe(2_500);
});

test('a file that is not what its manifest says fails, and so does one that is no export', async () => {
  const { send } = worker();
  const { objects, files } = exportTable(films(3), { tableArn, exportTime, perFile: 3 });
  const file = objects.get(files[0]?.dataFileS3Key ?? '') ?? Buffer.of();

  await expect(send(file, 4)).rejects.toThrow('holds 3 items, its manifest says 4');
  await expect(send(gzipSync('{"id":"f1"}\n'), 1)).rejects.toThrow('DYNAMODB_JSON');
  await expect(send(Buffer.from('plain text'), 1)).rejects.toThrow();
});

test('a bus that takes nothing fails the file: the state machine tries again', async () => {
  const down = new MemoryPublisher(() => ({ published: false, reason: { code: 'HW_PUBLISH_FAILED', message: '' } }));
  const { send } = worker(down);
  const { objects, files } = exportTable(films(3), { tableArn, exportTime, perFile: 3 });

  const sending = send(objects.get(files[0]?.dataFileS3Key ?? '') ?? Buffer.of(), 3, UNTOUCHED, () => 0);

  await expect(sending).rejects.toMatchObject({ code: 'HW_PUBLISH_FAILED' });
});

test('an item that holds what else ends a line', async () => {
  const { send, changes } = worker();
  const title = 'one\u2028two\u2029three\rfour\u0085\uFEFF';
  const items = [filmItem('f0', { title: { S: title } }), filmItem('f1')];
  const { objects, files } = exportTable(items, { tableArn, exportTime, perFile: 2 });

  await send(objects.get(files[0]?.dataFileS3Key ?? '') ?? Buffer.of(), 2);

  expect(changes().map((change) => 'after' in change && change.after['title'])).toEqual([title, expect.any(String)]);
});
