import { documentPages, type SourceDocument } from '../document-pages.ts';
import { copyDocuments, type CopyTarget, type Refused } from './copy-documents.ts';

export interface FillPage {
  readonly documents: number;
  readonly refused: readonly Refused[];
  /** Where to go on after it: everything up to here is in the new index. */
  readonly after: readonly unknown[] | undefined;
}

/**
 * Copies all documents of one index into another, tombstones included; the next page is read while one is written. It
 * begins after every writer feeds both indices and the source was refreshed: what is written later comes by itself.
 */
export async function* fillIndex(
  target: CopyTarget,
  source: string,
  after: readonly unknown[] | undefined,
): AsyncGenerator<FillPage> {
  const pages = documentPages(target.client, source, after);
  let next = pages.next();
  for (;;) {
    const read = await next;
    if (read.done === true) return;
    const page = read.value;
    next = pages.next();
    // A page that cannot be read fails when it is asked for, not while this one is written.
    next.catch(() => undefined);
    yield { documents: page.length, refused: await copyDocuments(target, page), after: lastOf(page) };
  }
}

function lastOf(page: readonly SourceDocument[]): readonly unknown[] | undefined {
  return page.at(-1)?.sort;
}
