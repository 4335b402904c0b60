import type { Json } from '../../domain/row/json.ts';
import type { KeyJoin } from '../../ports/join.ts';

/** A join in memory: for samples and tests. */
export function createMemoryJoin(sides: number): KeyJoin {
  const byKey = new Map<string, (Json | undefined)[]>();
  return {
    put(side, key, value) {
      const values = byKey.get(key) ?? Array.from<Json | undefined>({ length: sides });
      values[side] = value;
      byKey.set(key, values);
    },
    async *joined() {
      for (const [key, values] of byKey) yield await Promise.resolve({ key, values });
    },
    close() {
      byKey.clear();
      return Promise.resolve();
    },
  };
}
