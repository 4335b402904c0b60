import { CONSUMER_MUTANTS } from './consumers.ts';
import { DELIVERED_MUTANTS } from './delivered.ts';
import { FALSE_POSITION_MUTANTS } from './false-positions.ts';
import { NORMALIZER_MUTANTS } from './normalizer.ts';
import { PRECEDENCE_MUTANTS } from './precedence.ts';
import { READ_MUTANTS } from './reads.ts';
import { RECORD_MUTANTS } from './records.ts';
import { RETENTION_MUTANTS } from './retention.ts';
import { VIEW_MUTANTS } from './views.ts';

/** A deliberate fault: one text of one file that ships (it must stand there exactly once) and what stands there instead. */
export interface Mutant {
  readonly name: string;
  /** What someone might have thought. */
  readonly fault: string;
  /** From the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The test file that must fail with it. @default the simulation */
  readonly caughtBy?: string;
}

export const MUTANTS: readonly Mutant[] = [
  ...PRECEDENCE_MUTANTS,
  ...NORMALIZER_MUTANTS,
  ...CONSUMER_MUTANTS,
  ...DELIVERED_MUTANTS,
  ...RECORD_MUTANTS,
  ...VIEW_MUTANTS,
  ...READ_MUTANTS,
  ...FALSE_POSITION_MUTANTS,
  ...RETENTION_MUTANTS,
];

/** @throws RangeError when there is none of this name. */
export function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant) return mutant;
  throw new RangeError(`there is no mutant "${name}"; there are:\n  ${MUTANTS.map((one) => one.name).join('\n  ')}`);
}
