import type { Consumer, ConsumersByType, ConsumerType, HeadwaterDefinition } from '../definition/headwater.ts';
import { consumerOf } from '../definition/lookup.ts';
import { HeadwaterError } from '../errors.ts';

/** The consumer that a function was deployed for. @throws HeadwaterError HW_CONFIG when there is none, or one of another type */
export function consumerOfType<T extends ConsumerType>(
  definition: HeadwaterDefinition,
  name: string,
  type: T,
): ConsumersByType[T] {
  const consumer = consumerOf(definition, name);
  if (isOfType(consumer, type)) return consumer;
  throw new HeadwaterError('HW_CONFIG', `consumer ${name} is of type ${consumer.type}, and not ${type}: deploy again`);
}

function isOfType<T extends ConsumerType>(consumer: Consumer, type: T): consumer is ConsumersByType[T] {
  return consumer.type === type;
}
