import { didYouMean } from '../shared/domain/definition/did-you-mean.ts';
import { OperationError } from './operation-error.ts';

const MANY = { entity: 'Entities', consumer: 'Consumers', table: 'Tables' } as const;

/** What somebody named and nobody declares: the one wording of every verb, with what there is. */
export function noSuch(kind: keyof typeof MANY, name: string, known: readonly string[]): OperationError {
  const there = [...new Set(known)].join(', ') || 'none';
  return new OperationError(`There is no ${kind} "${name}".${didYouMean(name, known)}`, `${MANY[kind]}: ${there}.`);
}
