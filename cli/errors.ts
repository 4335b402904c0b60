/** The exit codes of every verb; `headwater --help` lists them. */
export const EXIT = {
  ok: 0,
  /** Found out, and it is not well: drift, a failed deploy, a failed replay. */
  failed: 1,
  /** A mistake in the command, or the question could not be answered. */
  unknown: 2,
  /** Ended by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that its user can do something about: shown as what happened and what to do, without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly next: string;
  readonly exitCode: ExitCode;

  constructor(message: string, next: string, options: ErrorOptions & { readonly exitCode?: ExitCode } = {}) {
    super(message, options);
    this.next = next;
    this.exitCode = options.exitCode ?? EXIT.unknown;
  }
}

/** A failure in words for a person; undefined when it is a bug, which needs its stack. */
export interface KnownFailure {
  readonly message: string;
  readonly next: string;
  readonly exitCode: ExitCode;
}

/** What to say about an error: Headwater's own say it themselves, those of the cloud are put into words here. */
export function knownFailure(error: unknown): KnownFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isInterruption(error)) {
    return { message: 'Interrupted.', next: 'Run the command again to go on.', exitCode: EXIT.interrupted };
  }
  if (error instanceof CommandError) return error;
  if ('next' in error && typeof error.next === 'string') {
    const asked = 'code' in error && error.code === 'HW_QUERY_REFUSED';
    return { message: error.message, next: error.next, exitCode: asked ? EXIT.unknown : EXIT.failed };
  }
  const known = CLOUD_FAILURES.find(({ names }) => names.some((name) => nameAndCodes(error).includes(name)));
  return known && { message: `${known.what} (${textOf(error)})`, next: known.next, exitCode: EXIT.unknown };
}

function isInterruption(error: Error): boolean {
  return error.name === 'AbortError' || ('code' in error && error.code === 'INTERRUPTED');
}

const CLOUD_FAILURES = [
  {
    names: ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EHOSTUNREACH', 'TimeoutError', 'ConnectionError'],
    what: 'The cloud does not answer',
    next: 'Is it running? `npx headwater status` looks; `npx headwater up` starts the local one.',
  },
  {
    names: [
      'CredentialsProviderError',
      'ExpiredToken',
      'ExpiredTokenException',
      'InvalidClientTokenId',
      'UnrecognizedClientException',
    ],
    what: 'AWS knows no valid credentials',
    next: 'Sign in (`aws sso login`) or set AWS_PROFILE, or leave --aws out to use the local cloud.',
  },
  {
    names: ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'],
    what: 'These credentials may not do that',
    next: 'Use a role that may read the stacks, queues and tables of this stage.',
  },
] as const;

function nameAndCodes(error: Error): readonly unknown[] {
  const own = [error.name, 'code' in error && error.code];
  const causes = error instanceof AggregateError ? error.errors : [error.cause];
  return [...own, ...causes.flatMap((cause: unknown) => (cause instanceof Error ? nameAndCodes(cause) : []))];
}

/** An AggregateError of a refused connection has no message of its own. */
function textOf(error: Error): string {
  if (error.message !== '') return error.message;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  return first instanceof Error ? textOf(first) : error.name;
}
