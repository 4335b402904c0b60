/**
 * The table of damages to the analytics copy, walked on a real bucket: what readers and the compactor say, what is set aside,
 * and that afterwards every row that was there is there.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { createDuckDbSnapshotEngine } from '../../shared/adapters/duckdb/snapshot-engine.ts';
import { createS3BucketFiles } from '../../shared/adapters/s3/bucket-files.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';
import { manifestKey } from '../../shared/dialects/s3/snapshot-key.ts';
import { voidedKey } from '../../shared/domain/change/voided.ts';
import type { BucketFiles } from '../../shared/ports/bucket-files.ts';
import { compact } from '../../shared/runtime/compaction/compact.ts';
import { work } from '../../shared/runtime/compaction/work.ts';
import { findDamage } from '../../shared/runtime/set-aside/find-damage.ts';
import { mendDamage } from '../../shared/runtime/set-aside/mend.ts';
import { bringBack, listSetAside } from '../../shared/runtime/set-aside/move.ts';
import { historyFile } from './history-store-files.ts';

process.env['AWS_REGION'] ??= 'us-east-1';
process.env['AWS_ACCESS_KEY_ID'] ??= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'test';
const client = createS3Client(process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566');
const film = defineEntity({ name: 'film', recognise: 'every-item', fields: { id: keyword() } });
const stock = defineEntity({ name: 'stock', recognise: 'every-item', fields: { id: keyword() } });
const engine = createDuckDbSnapshotEngine({ memoryMegabytes: 256, threads: 1 });
const now = Date.now;

afterAll(() => client.destroy());

function created(id: string): Change {
  const at = '2026-11-24T11:00:00.000Z';
  const position = `2026-11-24T10:00:00.000Z/${id.padStart(40, '0')}`;
  return { id, entity: 'film', key: id, operation: 'created', at, position, after: { id } } as Change;
}

/** What of the bucket a damage is done to. */
interface Lake {
  readonly files: BucketFiles;
  readonly object: string;
  readonly snapshot: string;
}

interface Row {
  readonly name: string;
  readonly damage: (lake: Lake) => Promise<unknown>;
  /** Where the object lies that is set aside; undefined when there is none left to move. */
  readonly aside: (lake: Lake) => string | undefined;
  /** Whether current rows cannot be asked for meanwhile, and no compaction ends. */
  readonly stops?: 'HW_SNAPSHOT_DAMAGED' | 'HW_VOIDED_DAMAGED';
}

const FOLDER = 'history/entity=film/date=2026-11-24/hour=11/';
const text = (value: string): Uint8Array => Buffer.from(value);
const moved = (object: string): string => object.replace('hour=11', 'hour=12');
/** Two entities of one item have changes of the same ids, and so objects of the same names. */
function strangerFile(): readonly [string, Uint8Array] {
  const { key, body } = historyFile(stock, [{ ...created('3'), entity: 'stock' }]);
  return [key.replace('entity=stock', 'entity=film'), body];
}
const cutOff = async ({ files }: Lake, key: string) =>
  files.write(key, ((await files.read(key)) ?? new Uint8Array()).subarray(0, 60));

const TABLE: readonly Row[] = [
  {
    name: 'object, zero bytes',
    damage: ({ files, object }) => files.write(object, text('')),
    aside: ({ object }) => object,
  },
  { name: 'object, cut off', damage: (lake) => cutOff(lake, lake.object), aside: ({ object }) => object },
  {
    name: 'object, JSON',
    damage: ({ files, object }) => files.write(object, text('{"a":1}')),
    aside: ({ object }) => object,
  },
  {
    name: 'object with other changes',
    damage: ({ files, object }) => files.write(object, historyFile(film, [created('77')]).body),
    aside: ({ object }) => object,
  },
  {
    name: "another entity's object under its own name",
    damage: ({ files }) => files.write(...strangerFile()),
    aside: () => strangerFile()[0],
  },
  {
    name: 'object in the folder of another hour',
    damage: async ({ files, object }) => files.write(moved(object), (await files.read(object)) ?? text('')),
    aside: ({ object }) => moved(object),
  },
  {
    name: 'object with another name',
    damage: ({ files }) => files.write(`${FOLDER}notes.parquet`, text('x')),
    aside: () => `${FOLDER}notes.parquet`,
  },
  { name: 'folder marker', damage: ({ files }) => files.write(FOLDER, text('')), aside: () => FOLDER },
  {
    name: 'manifest, no JSON',
    damage: ({ files }) => files.write(manifestKey('film'), text('{')),
    aside: () => manifestKey('film'),
    stops: 'HW_SNAPSHOT_DAMAGED',
  },
  {
    name: 'manifest of a later format',
    damage: ({ files }) => files.write(manifestKey('film'), text('{"format":2}')),
    aside: () => manifestKey('film'),
    stops: 'HW_SNAPSHOT_DAMAGED',
  },
  {
    name: 'record of voided changes, no JSON',
    damage: ({ files }) => files.write(voidedKey('film'), text('{')),
    aside: () => voidedKey('film'),
    stops: 'HW_VOIDED_DAMAGED',
  },
  {
    name: "record of voided changes, another entity's",
    damage: ({ files }) => files.write(voidedKey('film'), text('{"format":1,"entity":"stock","voided":[]}')),
    aside: () => voidedKey('film'),
    stops: 'HW_VOIDED_DAMAGED',
  },
  {
    name: 'snapshot file, missing',
    damage: ({ files, snapshot }) => files.remove([snapshot]),
    aside: () => undefined,
    stops: 'HW_SNAPSHOT_DAMAGED',
  },
  {
    name: 'snapshot file, cut off',
    damage: (lake) => cutOff(lake, lake.snapshot),
    aside: ({ snapshot }) => snapshot,
    stops: 'HW_SNAPSHOT_DAMAGED',
  },
];

test.each(TABLE)('$name', async ({ damage, aside, stops }) => {
  const bucket = `damage-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const [files, store] = [createS3BucketFiles(client, bucket), createS3SnapshotStore({ client, bucket })];
  const run = () =>
    compact(film, {
      store,
      now,
      workers: 1,
      retention: {},
      worker: (task) => work(task, { entities: [film], store, engine, now }),
    });
  const archive = async (id: string): Promise<string> => {
    const { key, body } = historyFile(film, [created(id)]);
    await files.write(key, body);
    return key;
  };
  const object = await archive('1');
  await run();
  const snapshot = (await store.manifest('film'))?.manifest.files[0]?.key ?? '';
  const lake = { files, object, snapshot };
  await archive('2');
  const directory = await mkdtemp(join(tmpdir(), 'headwater-damage-'));

  await damage(lake);
  const history = await openHistory({ directory, entities: [film], origin: { client, bucket } });
  expect(history.faultOf('film') !== undefined).toBe(stops !== undefined);
  if (stops) await expect(run()).rejects.toMatchObject({ code: stops });
  const found = await findDamage('film', history.unreadable(), { files, snapshots: store });
  const moved = await mendDamage(found, { files, snapshots: store }, now);
  await history.refresh();
  const between = history.faultOf('film');
  await run();
  await history.refresh();

  expect(moved.map(({ key }) => key)).toEqual([aside(lake)].filter((key) => key !== undefined));
  expect((await listSetAside(files)).map(({ key }) => key)).toEqual(moved.map(({ key }) => key));
  expect(between).toBeUndefined();
  // What a snapshot has taken in stays, also when its object is no more.
  expect((await history.query('SELECT id FROM film_current ORDER BY id')).rows).toEqual([{ id: '1' }, { id: '2' }]);
  const again = await findDamage('film', history.unreadable(), { files, snapshots: store });
  expect([...again.objects, ...again.files]).toEqual([]);

  for (const one of await listSetAside(files)) {
    if (one.key === manifestKey('film')) await expect(bringBack(files, one)).rejects.toThrow('something else lies');
    else await bringBack(files, one);
  }
  history.close();
  await rm(directory, { recursive: true });
});
