import { didYouMean } from '../shared/domain/definition/did-you-mean.ts';
import { CommandError } from './errors.ts';

const MANY = { entity: 'Entities', consumer: 'Consumers', table: 'Tables' } as const;

/** What somebody named and nobody declares: the one wording of every verb, with what there is. */
export function noSuch(kind: keyof typeof MANY, name: string, known: readonly string[]): CommandError {
  const there = [...new Set(known)].join(', ') || 'none';
  return new CommandError(`There is no ${kind} "${name}".${didYouMean(name, known)}`, `${MANY[kind]}: ${there}.`);
}
