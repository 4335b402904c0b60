import { describe, expect, test } from 'vitest';
import { MemoryTable } from '../../../shared/adapters/memory/source-table.ts';

const red = { id: { S: 'a' }, colour: { S: 'red' } };
const blue = { id: { S: 'a' }, colour: { S: 'blue' } };

function tableAt(sequence = 98n) {
  return new MemoryTable({
    name: 'shop',
    partitionKey: 'id',
    clock: () => 1_500,
    label: '2026-11-01T09:00:00.000',
    sequence,
  });
}

describe('a table in memory', () => {
  test('tells of each write with both images, whole seconds and a growing number', () => {
    const table = tableAt();

    const records = [table.put(red), table.put(blue), table.delete('a')];

    expect(records).toMatchObject([
      { eventName: 'INSERT', dynamodb: { NewImage: red, ApproximateCreationDateTime: 1 } },
      { eventName: 'MODIFY', dynamodb: { OldImage: red, NewImage: blue } },
      { eventName: 'REMOVE', dynamodb: { OldImage: blue, Keys: { id: { S: 'a' } } } },
    ]);
    expect(records[0]?.dynamodb).not.toHaveProperty('OldImage');
    expect(records[2]?.dynamodb).not.toHaveProperty('NewImage');
    const numbers = records.map((record) => BigInt(record?.dynamodb?.SequenceNumber ?? '0'));
    expect(numbers).toEqual(numbers.toSorted((a, b) => Number(a - b)));
    expect(new Set(numbers).size).toBe(3);
  });

  test('tells nothing of a write that changes nothing', () => {
    const table = tableAt();
    table.put(red);

    expect(table.put({ ...red })).toBeUndefined();
    expect(table.delete('b')).toBeUndefined();
  });

  test('says when time to live deleted an item', () => {
    const table = tableAt();
    table.put(red);

    expect(table.delete('a', 'expiry')).toMatchObject({ userIdentity: { principalId: 'dynamodb.amazonaws.com' } });
  });

  test('restored, it has the old items, no records of them, and a new stream that counts from elsewhere', () => {
    const table = tableAt();
    table.put(red);
    const backup = table.items();
    table.put(blue);

    table.restore(backup, '2026-11-02T09:00:00.000', 10n);

    expect(table.get('a')).toEqual(red);
    const record = table.delete('a');
    expect(record?.eventSourceARN).toContain('/stream/2026-11-02T09:00:00.000');
    expect(BigInt(record?.dynamodb?.SequenceNumber ?? '0')).toBeLessThan(98n);
  });
});
