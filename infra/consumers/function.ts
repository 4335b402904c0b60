import { join } from 'node:path';
import type { FunctionConsumer } from '../../shared/domain/definition/headwater.ts';
import { hasSideEffects } from '../../shared/domain/consumers/takes-reads.ts';
import { EffectsTable } from '../constructs/effects-table.ts';
import type { ConsumerResources } from './consumer-resources.ts';

export const ownFunction: ConsumerResources<FunctionConsumer, EffectsTable | undefined> = {
  makeStore(scope, consumers, { stage, key }) {
    return consumers.some(hasSideEffects) ? new EffectsTable(scope, 'Effects', { stage, key }) : undefined;
  },
  entryOf: ({ handler }, directory) => join(directory, handler),
  environmentOf: (consumer, { own }) => own.environmentOf(consumer),
  allow: (caller, consumer, { own }) => own.allow(caller, consumer),
};
