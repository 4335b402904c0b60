/** What can go wrong with the local cloud that its user can do something about. */
export type LocalCloudErrorCode =
  | 'COMMAND_FAILED'
  | 'DOWNLOAD_INCOMPLETE'
  | 'INTERRUPTED'
  | 'KEPT_ELSEWHERE'
  | 'LOCK_HELD'
  | 'PORT_IN_USE'
  | 'PORT_INVALID'
  | 'PYTHON_MISSING'
  | 'RUNNING_ELSEWHERE'
  | 'SERVER_DIED'
  | 'SERVER_NOT_READY'
  | 'SERVER_WILL_NOT_STOP'
  | 'VENV_UNAVAILABLE';

/** An error of the local cloud: what happened (`message`) and what to do about it (`next`). */
export class LocalCloudError extends Error {
  override readonly name = 'LocalCloudError';
  readonly code: LocalCloudErrorCode;
  readonly next: string;

  constructor(code: LocalCloudErrorCode, message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.next = next;
  }
}

/** @throws LocalCloudError INTERRUPTED once the user has asked to stop. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw interrupted();
}

export function interrupted(): LocalCloudError {
  return new LocalCloudError(
    'INTERRUPTED',
    'Interrupted.',
    'What is complete is kept; run the command again to go on.',
  );
}
