import type { SearchClient } from '../client.ts';
import { differingFields } from '../../../domain/row/row-equality.ts';
import type { StoredDocument } from '../../../ports/search-store.ts';
import { documentPages, storedDocument, type SourceDocument } from '../document-pages.ts';
import { ask } from '../request.ts';

/**
 * How the other index stands to the reference at one key. `behind`: it lacks what the reference has; `ahead`: it has more;
 * `different`: the same position, and another row.
 */
export type Standing = 'same' | 'behind' | 'ahead' | 'different';

/**
 * The times of the marks are not compared: where clocks gave two writes no order, equal rows at equal positions may carry
 * either time (test/property/merge.test.ts).
 */
export function standing(reference: StoredDocument | undefined, other: StoredDocument | undefined): Standing {
  if (!reference || !other) return reference ? 'behind' : other ? 'ahead' : 'same';
  const [position, otherPosition] = [reference.marks.position ?? '', other.marks.position ?? ''];
  if (position !== otherPosition) return position > otherPosition ? 'behind' : 'ahead';
  const sameRow =
    reference.marks.deleted === other.marks.deleted && differingFields(reference.row, other.row).length === 0;
  if (sameRow) return 'same';
  const [read, otherRead] = [reference.marks.snapshotAt ?? 0, other.marks.snapshotAt ?? 0];
  if (read === otherRead) return 'different';
  return read > otherRead ? 'behind' : 'ahead';
}

/** Every key of two indices at which they differ, or undefined for one at which they do not. Holds a page of each. */
export async function* compareIndices(
  client: SearchClient,
  reference: string,
  other: string,
): AsyncGenerator<string | undefined> {
  const [left, right] = [documents(client, reference), documents(client, other)];
  let [one, two] = [await left.next(), await right.next()];
  while (!one.done || !two.done) {
    const order = one.done ? 1 : two.done ? -1 : byBytes(one.value.key, two.value.key);
    const [here, there] = [order <= 0 ? valueOf(one) : undefined, order >= 0 ? valueOf(two) : undefined];
    yield standing(here, there) === 'same' ? undefined : (here?.key ?? there?.key);
    if (order <= 0) one = await left.next();
    if (order >= 0) two = await right.next();
  }
}

/** The documents of some keys as they are now, searchable or not. */
export async function readNow(
  client: SearchClient,
  index: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, SourceDocument>> {
  const found = new Map<string, SourceDocument>();
  for (let start = 0; start < keys.length; start += KEYS_A_REQUEST) {
    const ids = keys.slice(start, start + KEYS_A_REQUEST);
    const request = { method: 'POST', path: `/${index}/_mget`, body: { ids } } as const;
    const { docs } = await ask<{ readonly docs: readonly (SourceDocument & { readonly found?: boolean })[] }>(
      client,
      request,
    );
    for (const document of docs) if (document.found) found.set(document._id, document);
  }
  return found;
}

/** Of rows of up to 400 KB, what an answer can hold. */
const KEYS_A_REQUEST = 200;

async function* documents(client: SearchClient, index: string): AsyncGenerator<StoredDocument, undefined> {
  for await (const page of documentPages(client, index)) for (const hit of page) yield storedDocument(hit);
  return undefined;
}

function valueOf(result: IteratorResult<StoredDocument, undefined>): StoredDocument | undefined {
  return result.value;
}

/** The order of the pages: OpenSearch orders keywords by their UTF-8 bytes. */
function byBytes(one: string, two: string): number {
  return one === two ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(two));
}
