import { factsOf } from './facts.ts';
import type { Consumer } from '../definition/headwater.ts';
import { HeadwaterError } from '../errors.ts';

/** @returns the consumer itself. @throws HeadwaterError HW_READS_REFUSED when what it does cannot be repeated */
export function takingReads<C extends Consumer>(consumer: C): C {
  if (!hasSideEffects(consumer)) return consumer;
  throw new HeadwaterError('HW_READS_REFUSED', `consumer ${consumer.name} has side effects: it takes no rows again`);
}

export function hasSideEffects(consumer: Consumer): boolean {
  return factsOf(consumer).hasSideEffects(consumer);
}
