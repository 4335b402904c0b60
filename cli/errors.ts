import { EXIT, exitCodeOf, isExitCode, type ExitCode } from './exit-codes.ts';
import { failureKind, type CommandCode, type FailureKind } from '../operations/failures.ts';
import { OperationError } from '../operations/operation-error.ts';
import type { VerbFailure } from './verb-tools.ts';

export { EXIT, type ExitCode };

/** A failure of the command line itself, with the exit code that it ends with. */
export class CommandError extends OperationError implements VerbFailure {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(
    message: string,
    next: string,
    options: ErrorOptions & { readonly exitCode?: ExitCode; readonly code?: CommandCode } = {},
  ) {
    super(message, next, options);
    this.exitCode = options.exitCode ?? EXIT.unknown;
  }
}

/** A failure in words for a person; undefined when it is a bug, which needs its stack. */
export interface KnownFailure {
  /** Of docs/errors.md. */
  readonly code: string;
  readonly message: string;
  readonly next: string;
  readonly exitCode: ExitCode;
}

/** What to say about an error: Headwater's own say it themselves, those of the cloud and of the disk are put into words here. */
export function knownFailure(error: unknown): KnownFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isInterruption(error)) {
    const next = 'Run the command again to go on.';
    return { code: 'HW_INTERRUPTED', message: 'Interrupted.', next, exitCode: EXIT.interrupted };
  }
  if (isFailure(error)) {
    const { code = 'HW_COMMAND', message, next, exitCode } = error;
    return { code, message, next, exitCode };
  }
  if (error instanceof OperationError) {
    const { code, message, next, isFinding } = error;
    return { code, message, next, exitCode: isFinding ? EXIT.failed : EXIT.unknown };
  }
  const kind = failureKind(error);
  if ('next' in error && typeof error.next === 'string') {
    return { ...own(error), message: error.message, next: worthMore(kind, error) ? kind.next : error.next };
  }
  if (!kind) return undefined;
  const { code, what, next } = kind;
  return { code, message: `${what} (${textOf(error)})`, next, exitCode: EXIT.unknown };
}

/** By what it has, and not by its class: that of an app's verb is the app's own. */
export function isFailure(error: unknown): error is VerbFailure {
  return error instanceof Error && 'next' in error && 'exitCode' in error && isExitCode(error.exitCode);
}

/** Of Headwater itself, or of the local cloud. */
function own(error: Error): Pick<KnownFailure, 'code' | 'exitCode'> {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code: code.startsWith('HW_') ? code : 'HW_LOCAL_CLOUD', exitCode: exitCodeOf(code) };
}

/** What lies beneath often says better what to do than "run it again". */
function worthMore(kind: FailureKind | undefined, error: Error): kind is FailureKind {
  const knowsBetter = 'code' in error && error.code === 'HW_SEARCH_NOT_READY' && kind?.code !== 'HW_INDEX_CLOSED';
  return kind !== undefined && WORTH_MORE.has(kind.code) && !knowsBetter;
}

const WORTH_MORE: ReadonlySet<CommandCode> = new Set<CommandCode>([
  'HW_DISK_FULL',
  'HW_TOO_MANY_FILES',
  'HW_MEMORY',
  // "SQS retries" is advice about a function, not about a command.
  'HW_UNREACHABLE',
  'HW_CREDENTIALS',
  'HW_CLOCK',
  'HW_ACCESS_DENIED',
  'HW_RESOURCE_GONE',
  'HW_INDEX_CLOSED',
  'HW_DAMAGED',
]);

function isInterruption(error: Error): boolean {
  return error.name === 'AbortError' || ('code' in error && error.code === 'INTERRUPTED');
}

/** An AggregateError of a refused connection has no message of its own. */
function textOf(error: Error): string {
  if (error.message !== '') return error.message;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return first instanceof Error ? textOf(first) : error.name;
}
