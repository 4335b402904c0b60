/** History objects that nobody can read: a compaction leaves them out, names them, and takes in all others. */
import { expect, test } from 'vitest';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { parquetFileWriter } from '../../shared/adapters/s3/parquet-file.ts';
import { createTestLake } from '../support/test-lake.ts';
import { historyFile } from '../contract/history-store-files.ts';

const film = defineEntity({ name: 'film', recognise: 'every-item', fields: { id: keyword(), title: keyword() } });
const PLACE = 'history/entity=film/date=2026-11-24/hour=11/';

function created(id: string): Change {
  const at = '2026-11-24T11:00:00.000Z';
  const position = `2026-11-24T10:00:00.000Z/${id.padStart(40, '0')}`;
  return {
    id,
    entity: 'film',
    key: id,
    operation: 'created',
    at,
    position,
    after: { id, title: `title ${id}` },
  } as Change;
}

const whole = Buffer.from(historyFile(film, [created('8'), created('9')]).body);
const text = (name: string) => ({ name, type: { kind: 'string' } }) as const;
const long = (name: string) => ({ name, type: { kind: 'long' } }) as const;

const TABLE: readonly (readonly [string, Uint8Array])[] = [
  ['zero bytes', Buffer.alloc(0)],
  ['truncated', whole.subarray(0, whole.byteLength - 20)],
  ['random bytes', Buffer.from(Array.from({ length: 4_000 }, (_, nth) => (nth * 7_919) % 251))],
  ['text', Buffer.from('{"not":"parquet"}')],
  ['a page that does not decode', Buffer.from(whole).fill(0xff, 4, 200)],
  ['foreign columns', parquetFileWriter([text('colour')], 'film')([['red']])],
  [
    'wrong types',
    parquetFileWriter(
      [long('_key'), text('_operation'), text('_position'), long('_at'), text('_event_id')],
      'film',
    )([[1n, 'created', 'p', 2n, 'e']]),
  ],
];

test.each(TABLE)('%s: left out and named, the others are taken in', async (_, body) => {
  const lake = createTestLake(film);
  lake.archive([created('1')]);
  const key = `${PLACE}${'ab'.repeat(16)}-1.parquet`;
  lake.objects.set(key, { body, modified: lake.now });
  lake.archive([created('2')]);

  await lake.compact();

  expect(lake.unreadable.map((one) => one.key)).toEqual([key]);
  lake.objects.delete(key);
  expect(await lake.query('SELECT id FROM film_current ORDER BY id')).toEqual([{ id: '1' }, { id: '2' }]);
});
