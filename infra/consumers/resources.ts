import type { Construct } from 'constructs';
import type { Consumer, ConsumersByType, ConsumerType } from '../../shared/domain/definition/headwater.ts';
import type { NodeFunction, NodeFunctionProps } from '../constructs/node-function.ts';
import { analytics } from './analytics.ts';
import type { ConsumerResources, StoreProps, Wiring } from './consumer-resources.ts';
import { ownFunction } from './function.ts';
import { search } from './search.ts';
import { webhook } from './webhook.ts';

/** The resources of each type: one without an entry does not compile. Their order is that of the stores in the template. */
const RESOURCES = {
  search,
  analytics,
  function: ownFunction,
  webhook,
} satisfies { readonly [T in ConsumerType]: ConsumerResources<ConsumersByType[T], unknown> };

/** What each type has in the stores' stack. */
export type ConsumerStores = { readonly [T in ConsumerType]: ReturnType<(typeof RESOURCES)[T]['makeStore']> };

/** Asked about consumers of its own type only: methods take the narrower parameter. */
function resourcesOf({ type }: Consumer): ConsumerResources<Consumer, unknown> {
  return RESOURCES[type];
}

export function makeConsumerStores(scope: Construct, props: StoreProps): ConsumerStores {
  const { consumers } = props.definition;
  const stores = Object.entries<ConsumerResources<Consumer, unknown>>(RESOURCES).map(([type, resources]) => {
    const ofType = consumers.filter((consumer) => consumer.type === type);
    return [type, resources.makeStore(scope, ofType, props)] as const;
  });
  return Object.fromEntries(stores) as ConsumerStores;
}

/**
 * Path of a consumer's handler: from the package's root, or absolute.
 * @param directory where the handlers of functions of one's own begin
 */
export function entryOf(consumer: Consumer, directory: string): string {
  return resourcesOf(consumer).entryOf(consumer, directory);
}

type Given = Omit<Wiring<unknown>, 'store'> & { readonly stores: ConsumerStores };

export function environmentOf(consumer: Consumer, { stores, ...given }: Given): NodeFunctionProps['environment'] {
  return resourcesOf(consumer).environmentOf(consumer, { ...given, store: stores[consumer.type] });
}

export function allow(caller: NodeFunction, consumer: Consumer, { stores, ...given }: Given): void {
  resourcesOf(consumer).allow(caller, consumer, { ...given, store: stores[consumer.type] });
}
