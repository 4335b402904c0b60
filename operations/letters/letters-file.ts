import { open } from 'node:fs/promises';
import { OperationError } from '../operation-error.ts';
import { letterReport } from './letter-report.ts';
import type { FullLetter } from './letter.ts';

/** A file of letters, one JSON object a line. */
export interface LettersFile {
  readonly path: string;
  /** Resolves when the letters are safely on the disk. */
  write(letters: readonly FullLetter[]): Promise<void>;
  close(): Promise<void>;
}

/** Letters hold whole items, protected fields included. */
const OWNER_ONLY = 0o600;

/** @throws OperationError when the file is there already, or cannot be made */
export async function createLettersFile(path: string): Promise<LettersFile> {
  const file = await open(path, 'wx', OWNER_ONLY).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new OperationError(`${path} cannot be made: ${why}`, 'Name another file with --file.', { cause });
  });
  return {
    path,
    write: async (letters) => {
      if (letters.length === 0) return;
      await file.appendFile(
        letters.map((letter) => `${JSON.stringify({ ...letterReport(letter), body: letter.body })}\n`),
      );
      await file.sync();
    },
    close: () => file.close(),
  };
}
