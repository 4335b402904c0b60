import type { ExitCode, VerbFailure } from 'headwater';

/** A play that cannot go on: shown as what happened and what to do, without a stack. */
export class PlayFailure extends Error implements VerbFailure {
  override readonly name = 'PlayFailure';
  readonly next: string;
  readonly exitCode: ExitCode;

  /** Exits 2 unless told otherwise: a mistake in the command, or no answer. */
  constructor(message: string, next: string, options: ErrorOptions & { readonly exitCode?: ExitCode } = {}) {
    super(message, options);
    this.next = next;
    this.exitCode = options.exitCode ?? 2;
  }
}
