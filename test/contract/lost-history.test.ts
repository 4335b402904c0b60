/**
 * Objects of the history are lost. Verify says of the copy what is gone, leaves the index in peace, and repair ends it; then
 * a snapshot that is made of the history alone is the table.
 */
import { afterAll, expect, test } from 'vitest';
import { exitCodeOf } from '../../cli/commands/verify.ts';
import { describeVerification } from '../../cli/output/verification.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword, optional } from '../../shared/domain/definition/fields.ts';
import { snapshotFolder } from '../../shared/dialects/s3/snapshot-key.ts';
import { openCopiedTable, type CopiedTable } from '../support/copied-table.ts';

process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
const client = createS3Client(process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566');
const film = defineEntity({
  name: 'film',
  recognise: 'every-item',
  fields: { id: keyword(), title: optional(keyword()) },
});
const HISTORY = 'history/entity=film/';

afterAll(() => client.destroy());

interface Lost {
  readonly name: string;
  /** Keys begin with these. */
  readonly lost: (objects: Readonly<Record<'update' | 'deletion', string>>) => readonly string[];
  /** Whether a snapshot had taken all in before. @default true */
  readonly compacted?: boolean;
  /** What verify says of the analytics copy, by key. */
  readonly says: Readonly<Record<string, string>>;
  readonly days?: readonly { readonly day: string; readonly keys: number }[];
}

const DAY = `${HISTORY}date=2026-11-24/`;
const TABLE: readonly Lost[] = [
  {
    name: 'one object',
    lost: ({ update }) => [update],
    says: { again: 'history-gone', back: 'history-gone' },
    days: [{ day: '2026-11-24', keys: 2 }],
  },
  {
    name: 'the object of a deletion',
    lost: ({ deletion }) => [deletion],
    says: { gone: 'history-gone' },
    days: [{ day: '2026-11-25', keys: 1 }],
  },
  {
    name: 'a day',
    lost: () => [DAY],
    says: { again: 'history-gone', back: 'history-gone', late: 'history-gone' },
    days: [{ day: '2026-11-24', keys: 3 }],
  },
  {
    name: 'all of it',
    lost: () => [HISTORY],
    says: {
      again: 'history-gone',
      back: 'history-gone',
      gone: 'history-gone',
      late: 'history-gone',
      once: 'history-gone',
    },
    days: [
      { day: '2026-11-23', keys: 1 },
      { day: '2026-11-24', keys: 3 },
      { day: '2026-11-25', keys: 1 },
    ],
  },
  {
    name: 'all of it, and the snapshot',
    lost: () => [HISTORY, snapshotFolder('film')],
    says: { again: 'missing', back: 'missing', late: 'missing', once: 'missing' },
  },
  {
    name: 'a day, and the snapshot',
    lost: () => [DAY, snapshotFolder('film')],
    says: { again: 'different', back: 'different', late: 'missing' },
  },
  {
    name: 'one object that no snapshot had',
    compacted: false,
    lost: ({ update }) => [update],
    says: { again: 'different', back: 'different' },
  },
];

async function fill(world: CopiedTable): Promise<Readonly<Record<'update' | 'deletion', string>>> {
  const on = (day: number, key: string, title?: string) => ({
    key,
    at: `2026-11-${day}T11:00:00.000Z`,
    ...(title !== undefined && { value: { title } }),
  });
  await world.write([on(23, 'once', 'a'), on(23, 'again', 'a'), on(23, 'back', 'a'), on(23, 'gone', 'a')]);
  const update = await world.write([on(24, 'again', 'b'), on(24, 'back', 'b')]);
  await world.write([on(24, 'late', 'a')]);
  const deletion = await world.write([on(25, 'gone')]);
  return { update, deletion };
}

test.each(TABLE)('lost: $name', async ({ lost, says, days, compacted = true }) => {
  await using world = await openCopiedTable(client, film);
  const objects = await fill(world);
  if (compacted) await world.compact();
  expect((await world.verify()).differences).toEqual([]);

  for (const prefix of lost(objects)) await world.files.remove((await world.files.list(prefix)).map(({ key }) => key));
  const found = await world.verify();
  const sent = await world.repair(found.differences);
  const after = await world.verify();

  expect(found.differences.filter(({ consumer }) => consumer === 'search')).toEqual([]);
  expect(Object.fromEntries(found.differences.map(({ key, kind }) => [key, kind]))).toEqual(says);
  expect(found.result.copies.find(({ consumer }) => consumer === 'analytics')?.historyGone).toEqual(days);
  expect(exitCodeOf(found.result)).toBe(1);
  const command = /npx headwater repair --consumer analytics --entity film --yes/;
  if (days) expect(describeVerification(found.result)).toMatch(command);
  expect(sent.get('analytics')).toBe(Object.keys(says).length);
  expect(after.differences).toEqual([]);
  expect(exitCodeOf(after.result)).toBe(0);
  // Writes go on. From the history alone, the snapshot is what the table is.
  await world.write([{ key: 'next', at: '2026-11-26T11:00:00.000Z', value: { title: 'a' } }]);
  await world.files.remove((await world.files.list(snapshotFolder('film'))).map(({ key }) => key));
  expect(await world.current()).toEqual(world.expected());
  await world.compact();
  expect(await world.current()).toEqual(world.expected());
  expect((await world.verify()).differences).toEqual([]);
});
