import type { Consumer, ConsumersByType, ConsumerType } from '../definition/headwater.ts';
import { analytics } from './analytics.ts';
import type { ConsumerFacts } from './consumer-facts.ts';
import { ownFunction } from './function.ts';
import { search } from './search.ts';
import { webhook } from './webhook.ts';

/** The facts of each type: one without an entry does not compile. */
export const FACTS: { readonly [T in ConsumerType]: ConsumerFacts<ConsumersByType[T]> } = {
  search,
  analytics,
  function: ownFunction,
  webhook,
};

export const CONSUMER_TYPES = Object.keys(FACTS) as readonly ConsumerType[];

export function isConsumerType(value: unknown): value is ConsumerType {
  return typeof value === 'string' && Object.hasOwn(FACTS, value);
}

/** What is so of a consumer, whatever its type. */
export function factsOf({ type }: { readonly type: ConsumerType }): ConsumerFacts<Consumer> {
  return FACTS[type];
}

/** Whether its store is compared every hour, and an alarm stands beside each of its entities. */
export function isAudited(consumer: { readonly type: ConsumerType }): boolean {
  return factsOf(consumer).audited;
}
