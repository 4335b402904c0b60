/** What a consumer type is stands in three records, and a type that lacks an entry in one of them does not compile. */
import { expect, test } from 'vitest';
import { PORTS } from '../../operations/consumers/ports.ts';
import type { ConsumerStores } from '../../infra/consumers/resources.ts';
import { CONSUMER_TYPES, FACTS } from '../../shared/domain/consumers/facts.ts';
import type { ConsumerType } from '../../shared/domain/definition/headwater.ts';

/** `true` when a record has an entry for each type, and one without an entry is none. */
type Exhaustive<R extends object> = [keyof R, ConsumerType] extends [ConsumerType, keyof R]
  ? { readonly [T in ConsumerType]: Omit<R, T> extends R ? false : true }[ConsumerType]
  : false;

test('the compiler asks each record for an entry of each type', () => {
  // tsc fails here when a record becomes partial, or has an index for any text.
  const facts: Exhaustive<typeof FACTS> = true;
  const ports: Exhaustive<typeof PORTS> = true;
  const resources: Exhaustive<ConsumerStores> = true;
  // @ts-expect-error A record that lacks a type is none.
  const lacking: Exhaustive<Omit<typeof FACTS, 'search'>> = true;
  // @ts-expect-error Nor is one that may lack it.
  const partial: Exhaustive<Partial<typeof FACTS>> = true;

  expect([facts, ports, resources, lacking, partial]).toEqual([true, true, true, true, true]);
  expect(Object.keys(PORTS)).toEqual(CONSUMER_TYPES);
});

test('a type has ports exactly when it keeps a store that can be read back', () => {
  for (const type of CONSUMER_TYPES) expect(PORTS[type] === 'none', type).toBe(FACTS[type].keeps === 'none');
});

test('a word of another system stands for one type at most, and for no type of ours', () => {
  const words = [...CONSUMER_TYPES, ...CONSUMER_TYPES.flatMap((type) => FACTS[type].aka)];

  expect(new Set(words).size).toBe(words.length);
});
