import type { CommandCode } from './failures.ts';

export interface OperationErrorOptions extends ErrorOptions {
  /** Something was found out, and it is not well; otherwise the question was wrong, or could not be answered. */
  readonly isFinding?: boolean;
  readonly code?: CommandCode;
}

/** A failure that whoever asked can do something about: what happened, and what to do next. Both are shown as they are. */
export class OperationError extends Error {
  override readonly name: string = 'OperationError';
  readonly next: string;
  /** For scripts. */
  readonly code: CommandCode;
  readonly isFinding: boolean;

  constructor(message: string, next: string, options: OperationErrorOptions = {}) {
    super(message, options);
    this.next = next;
    this.code = options.code ?? 'HW_COMMAND';
    this.isFinding = options.isFinding ?? false;
  }
}
