import { lookThrough, type Visited } from './look-through.ts';
import { deleteFailure, failureKeys, readFailure } from './failure-objects.ts';
import { rowNames } from './letter-content.ts';
import { letterOfMessage, letterOfObject } from './read-letter.ts';
import type { FullLetter, LetterSource } from './letter.ts';
import type { Deployed } from '../deployed.ts';

export interface WalkOptions {
  /** Letters of one source to look at. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Walked {
  readonly source: LetterSource;
  readonly seen: number;
  /** The bound was reached: there may be more. */
  readonly more: boolean;
}

/** Looks at some letters of a source and says which are done with: they leave, the others stay. */
export type LetterVisit = (letters: readonly FullLetter[]) => Promise<Visited>;

/** Nothing leaves. */
export const KEEP: Visited = { remove: new Set() };

/** Walks through the letters of one source, each once. */
export async function walkLetters(
  { clients, deployment, definition }: Pick<Deployed, 'clients' | 'deployment' | 'definition'>,
  source: LetterSource,
  options: WalkOptions,
  visit: LetterVisit,
): Promise<Walked> {
  const names = rowNames(definition.tables);
  if (source.kind !== 'stream-failures') {
    const looked = await lookThrough(clients.sqs, source.url, options, (batch) =>
      visit(batch.map((message) => letterOfMessage(source, message, names))),
    );
    return { source, ...looked };
  }
  let seen = 0;
  for await (const { key } of failureKeys(clients.s3, source.bucket)) {
    options.signal?.throwIfAborted();
    if (seen === options.most) return { source, seen, more: true };
    const object = await readFailure(clients.s3, source.bucket, key);
    if (!object) continue;
    seen += 1;
    const letter = letterOfObject(source, object, deployment, names);
    const { remove, enough } = await visit([letter]);
    if (remove.has(letter.id)) await deleteFailure(clients.s3, source.bucket, key);
    if (enough) break;
  }
  return { source, seen, more: false };
}
