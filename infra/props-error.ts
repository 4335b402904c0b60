import { HeadwaterError } from '../shared/domain/errors.ts';

/** A mistake in what the CDK's entry says, and not in the definition: so its next step is another. */
export class PropsError extends HeadwaterError {
  constructor(message: string) {
    super('HW_CONFIG', message);
  }

  override get next(): string {
    return 'Correct it where the CDK app is made, as the message says, then synthesize again.';
  }
}

/** @throws PropsError that lists them under a headline; nothing when there are none */
export function refuseProps(headline: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new PropsError(`${headline}:\n${problems.map((one) => `  - ${one}`).join('\n')}`);
}
