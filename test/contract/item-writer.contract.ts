import { expect, test } from 'vitest';
import type { ItemWriter, StoredItem } from '../../shared/ports/item-writer.ts';

const item = (id: string, more: StoredItem = {}): StoredItem => ({ pk: { S: id }, sk: { S: 'S' }, ...more });
const RICH = item('rich', {
  bytes: { B: 'AAEC' },
  exact: { N: '12345678901234567890123456789012345678' },
  deep: { M: { list: { L: [{ NULL: true }, { BOOL: false }, { B: 'AA==' }] }, set: { BS: ['AQ=='] } } },
});

/** What every writer of items holds to. Its table has the keys `pk` and `sk`, both text. */
export function itemWriterContract(name: string, open: () => ItemWriter): void {
  test(`${name}: an item is there as it was written, and another replaces it`, async () => {
    const writer = open();
    await writer.put(RICH);
    expect((await writer.present([item('rich'), item('absent')])).get(writer.nameOf(RICH))).toEqual(RICH);
    await writer.put(item('rich', { a: { S: 'b' } }));
    expect([...(await writer.present([RICH])).values()]).toEqual([item('rich', { a: { S: 'b' } })]);
  });

  test(`${name}: only a new one is written where none may be replaced`, async () => {
    const writer = open();
    expect(await writer.put(item('new'), { onlyNew: true })).toBe('written');
    expect(await writer.put(item('new', { a: { S: 'b' } }), { onlyNew: true })).toBe('there');
    expect([...(await writer.present([item('new')])).values()]).toEqual([item('new')]);
  });

  test(`${name}: many are written at once, and one is removed`, async () => {
    const writer = open();
    const many = Array.from({ length: 60 }, (_, index) => item(`many-${index}`));
    await writer.putAll(many);
    expect((await writer.present(many)).size).toBe(60);
    expect(await writer.remove(item('many-7', { beside: { S: 'the key' } }))).toEqual(item('many-7'));
    expect(await writer.remove(item('many-7'))).toBeUndefined();
    expect((await writer.present(many)).size).toBe(59);
  });
}
