import { describe, expect, test } from 'vitest';
import type { Json } from '../../shared/domain/row/json.ts';
import type { KeyJoin } from '../../shared/ports/join.ts';

export function keyJoinContract(name: string, makeJoin: (sides: number) => Promise<KeyJoin> | KeyJoin): void {
  async function joinedIn(join: KeyJoin): Promise<Map<string, readonly (Json | undefined)[]>> {
    const found = new Map<string, readonly (Json | undefined)[]>();
    for await (const { key, values } of join.joined()) {
      expect(found.has(key)).toBe(false);
      found.set(key, values);
    }
    return found;
  }

  describe(`key join: ${name}`, () => {
    test('brings together what the sides have for a key, in any order', async () => {
      const join = await makeJoin(3);
      await join.put(1, 'b', ['x', null]);
      await join.put(0, 'a', 'one');
      await join.put(0, 'b', 'two');
      await join.put(2, 'c', 1);

      const found = await joinedIn(join);
      await join.close();

      expect(found).toEqual(
        new Map<string, unknown>([
          ['a', ['one', undefined, undefined]],
          ['b', ['two', ['x', null], undefined]],
          ['c', [undefined, undefined, 1]],
        ]),
      );
    });

    test('keys hold any character', async () => {
      const join = await makeJoin(1);
      const keys = ['', 'a\nb', '"', 'ü|😀', '\u2028', '__proto__'];
      for (const key of keys) await join.put(0, key, key);

      const found = await joinedIn(join);
      await join.close();

      expect([...found.keys()].sort()).toEqual([...keys].sort());
      expect([...found].every(([key, [value]]) => key === value)).toBe(true);
    });

    test('many keys, put by several at once', async () => {
      const join = await makeJoin(2);
      const put = async (side: number): Promise<void> => {
        for (let n = 0; n < 20_000; n += 1) await join.put(side, `key-${side === 0 ? n : n + 10_000}`, n);
      };
      await Promise.all([put(0), put(1)]);

      const found = await joinedIn(join);
      await join.close();

      expect(found.size).toBe(30_000);
      expect(found.get('key-15000')).toEqual([15_000, 5_000]);
      expect(found.get('key-3')).toEqual([3, undefined]);
    });
  });
}
