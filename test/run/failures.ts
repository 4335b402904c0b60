/** What Vitest's JSON report of a run says. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly { status: string; fullName: string; failureMessages: readonly string[] }[];
}

/** What failed in a file: each test with the beginning of its message, or the file itself when it could not be run. */
export function failuresOf({ name, status, message, assertionResults }: FileResult): string[] {
  const file = relative(process.cwd(), name);
  const tests = assertionResults.filter((result) => result.status === 'failed');
  if (tests.length === 0) return status === 'failed' ? [`FAILED ${file}: ${beginning(message)}`] : [];
  return tests.map(
    ({ fullName, failureMessages }) => `FAILED ${file}: ${fullName}\n       ${beginning(failureMessages[0])}`,
  );
}

/** The first lines of a message, on one line: a property's seed and counterexample stand there. */
function beginning(message = ''): string {
  return stripVTControlCharacters(message).split('\n').slice(0, 4).join(' ').slice(0, 600);
}
