import { describe, expect, test } from 'vitest';
import { deleteRow } from '../../../../operations/put/delete-row.ts';
import { putRecords } from '../../../../operations/put/put-records.ts';
import { recordsIn } from '../../../../operations/put/records.ts';
import { entityTeller } from '../../../../shared/adapters/dynamodb/judge-record.ts';
import { line, shop, table } from './shop.ts';

const OPTIONS = { entity: line, dry: false, onlyNew: false, skipRejected: false };
const GOOD = '{"id":"1","number":1,"note":"a"}';
const CHANGED = '{"id":"1","number":1}';
const BAD = '{"id":"2","number":"two"}';

describe('put', () => {
  test('writes what is new and what differs, and says which attributes go', async () => {
    const ports = shop();
    const first = await putRecords(recordsIn(GOOD), ports, OPTIONS);
    const again = await putRecords(recordsIn(GOOD), ports, OPTIONS);
    const changed = await putRecords(recordsIn(CHANGED), ports, OPTIONS);

    expect(first).toMatchObject({ written: 1, rows: [{ key: '1|1', effect: 'new', loses: [] }] });
    expect(again).toMatchObject({ written: 0, rows: [{ effect: 'unchanged' }] });
    expect(changed).toMatchObject({ written: 1, rows: [{ effect: 'replaced', loses: ['note'] }] });
  });

  test('writes nothing when one record is rejected, and the others when asked', async () => {
    const ports = shop();
    const records = recordsIn(`${GOOD}\n${BAD}\n\nno json`);
    const refused = await putRecords(records, ports, OPTIONS);
    const dry = await putRecords(records, ports, { ...OPTIONS, dry: true });
    const asked = await putRecords(records, ports, { ...OPTIONS, skipRejected: true });

    expect(refused).toMatchObject({
      written: 0,
      rejected: [{ place: 'line 2', field: '/number' }, { place: 'line 4' }],
    });
    expect(refused.rejected[0]?.next).toContain('npx headwater schemas print line');
    expect(dry).toMatchObject({ dry: true, written: 0, rows: [{ effect: 'new' }] });
    expect(asked).toMatchObject({ written: 1, rows: [{ effect: 'new' }] });
  });

  test('rejects a second record of one key, and with --new what is there', async () => {
    const ports = shop();
    const twice = await putRecords(recordsIn(`[${GOOD},${CHANGED}]`), ports, OPTIONS);
    await putRecords(recordsIn(GOOD), ports, OPTIONS);
    const there = await putRecords(recordsIn(CHANGED), ports, { ...OPTIONS, onlyNew: true });

    expect(twice).toMatchObject({
      written: 0,
      rejected: [{ place: 'record 2', message: /record 1 has the same key/ }],
    });
    expect(there).toMatchObject({ written: 0, rejected: [{ message: /there is an item with this key already/ }] });
  });
});

test('delete removes the row of its entity, and no other', async () => {
  const { writer, judge } = shop();
  await putRecords(recordsIn(GOOD), { writer, judge }, OPTIONS);
  const ports = { writer, entityOf: entityTeller(table) };
  const row = { entity: 'line', key: '1|1', itemKey: { pk: { S: 'ORDER#1' }, sk: { S: 'LINE#1' } }, dry: false };

  expect(await deleteRow(ports, { ...row, entity: 'order' })).toMatchObject({ found: 'foreign', deleted: false });
  expect(await deleteRow(ports, { ...row, dry: true })).toMatchObject({ found: 'item', deleted: false });
  expect(await deleteRow(ports, row)).toMatchObject({ found: 'item', deleted: true });
  expect(await deleteRow(ports, row)).toMatchObject({ found: 'nothing', deleted: false });
});
