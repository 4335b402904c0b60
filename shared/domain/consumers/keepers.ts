import type { ConsumerType } from '../definition/headwater.ts';
import type { StoreKind } from './consumer-facts.ts';
import { factsOf } from './facts.ts';

interface Typed {
  readonly type: ConsumerType;
}

/** Of declared or deployed consumers those that keep a store in step. */
export function keepersOf<C extends Typed>(consumers: readonly C[], store: StoreKind): readonly C[] {
  return consumers.filter((consumer) => factsOf(consumer).keeps === store);
}

/** The consumer that keeps an entity's rows in a store: of the search indices there is one at most. */
export function keeperOf<C extends Typed & { readonly entities: readonly (string | { readonly name: string })[] }>(
  consumers: readonly C[],
  store: StoreKind,
  entity: string,
): C | undefined {
  return keepersOf(consumers, store).find(({ entities }) =>
    entities.some((one) => (typeof one === 'string' ? one : one.name) === entity),
  );
}
