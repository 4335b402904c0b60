/** Why changes of a batch come again: a line of the function's log, which `npx headwater status` and `logs` show. Never a value of a row. */
import type { Outcome } from '../domain/delivery/outcome.ts';

export type Tell = (line: string) => void;

/** Writes as Lambda's own JSON logs are, without the logger: it would be a third of a cold start. */
export function tellInLog(service: string): Tell {
  return (message) => {
    process.stdout.write(`${JSON.stringify({ level: 'ERROR', service, message })}\n`);
  };
}

/** A line for each kind of reason, with the first of it. */
export function tellRetries(outcomes: readonly (Outcome | undefined)[], tell: Tell): void {
  const retries = outcomes.flatMap((outcome) => (outcome?.status === 'retry' ? [outcome.reason] : []));
  for (const [, reasons = []] of Object.entries(Object.groupBy(retries, ({ code }) => code))) {
    const [first] = reasons;
    if (first) tell(`${first.code}: ${changes(reasons.length)} tried again: ${first.message}`);
  }
}

/** What letters, or events, could not be handed over to. */
export function tellRefused(what: string, error: unknown, tell: Tell): void {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  tell(`${what}, and their changes are tried again: ${reason}`);
}

function changes(count: number): string {
  return count === 1 ? '1 change is' : `${count} changes are`;
}
