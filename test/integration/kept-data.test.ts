/** `down --keep`: what is in the local cloud is there after the next `up`, in step, and what comes then flows on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { startOwnCloud, type OwnCloud } from './support/own-cloud.ts';

const directory = mkdtempSync(join(tmpdir(), 'headwater-kept-'));
let cloud: OwnCloud;

beforeAll(async () => {
  cloud = await startOwnCloud();
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await cloud.end();
});

async function putFilm(id: string, title: string): Promise<void> {
  const path = join(directory, id);
  writeFileSync(path, JSON.stringify({ id, title, releaseDate: '2011-10-23', price: 4.99 }));
  expect(await cloud.run(['put', 'film', '--file', path])).toMatchObject({ code: 0 });
}

async function hits(word: string): Promise<number> {
  const { stdout } = await cloud.run(['search', 'film', word, '--json']);
  return (JSON.parse(stdout) as { total?: number; hits: unknown[] }).hits.length;
}

async function letters(): Promise<number> {
  const { stdout } = await cloud.run(['dlq', 'list', '--json']);
  return stdout.split('no-title').length - 1;
}

async function inHistory(): Promise<string> {
  return (await cloud.run(['query', 'select id from film_history order by id', '--csv'])).stdout;
}

test('items, documents, history and letters survive; the pipeline goes on', async () => {
  await putFilm('kept-1', 'Zyzzyva one');
  const { tables } = JSON.parse((await cloud.run(['status', '--json'])).stdout) as {
    tables: { name: string }[];
  };
  const client = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const Item = filmItem('no-title', { title: { NULL: true } });
  await client.send(new PutItemCommand({ TableName: tables[0]?.name, Item }));
  client.destroy();
  await untilTrue('the film is found', async () => (await hits('zyzzyva')) === 1);
  await untilTrue('the letter lies there', async () => (await letters()) > 0);
  await untilTrue('the history has it', async () => (await inHistory()).includes('kept-1'));

  const down = await cloud.run(['down', '--keep', '--json']);
  expect(JSON.parse(down.stdout)).toMatchObject({ stopped: true, kept: true });
  expect(await cloud.run(['up'])).toMatchObject({ code: 0 });

  expect(await hits('zyzzyva')).toBe(1);
  expect(await inHistory()).toContain('kept-1');
  expect(await letters()).toBeGreaterThan(0);
  expect(await cloud.run(['get', 'film', 'kept-1'])).toMatchObject({ code: 0 });
  await putFilm('kept-2', 'Zyzzyva two');
  await untilTrue('the second film is found', async () => (await hits('zyzzyva')) === 2);
  expect(await cloud.run(['verify', '--entity', 'film', '--grace', '1'])).toMatchObject({ code: 0 });
});

test('without --keep the next one is empty, also after one that kept', async () => {
  expect(JSON.parse((await cloud.run(['down', '--json'])).stdout)).toMatchObject({ kept: false });
  expect(await cloud.run(['up'])).toMatchObject({ code: 0 });
  expect(await hits('zyzzyva')).toBe(0);
});
