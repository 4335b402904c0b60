/** What is kept of each side while all of it is read: enough to see that they differ, not in what. */
import type { NewestChange } from '../../domain/drift/drift.ts';
import type { Json } from '../../domain/row/json.ts';
import type { Position } from '../../domain/change/position.ts';
import type { Marks } from '../../domain/change/precedence.ts';
import { rowDigest } from '../../domain/row/row-digest.ts';
import type { Joined } from '../../ports/join.ts';
import type { StoredDocument } from '../../ports/search-store.ts';

/** The sides of the join: what the table has (a digest), the store, the history, the history in the view, and what it has lost. */
export const [TABLE, STORE, HISTORY, VIEW, GONE, SIDES] = [0, 1, 2, 3, 4, 5] as const;

type ShortDocument = [digest: string | null, position: Position | null, at: number | null, readAt: number | null];
type ShortChange = [
  position: Position | null,
  at: number,
  operation: NewestChange['operation'],
  positionAt: number | null,
  contradicted: boolean,
  readAt: number | null,
];

/** In the place of a digest: an item that fits no schema. */
export const REJECTED = '';

/** The document's content and marks: the same as long as nothing is applied to it. No digest: a tombstone. */
export function shortDocument({ row, marks }: StoredDocument): ShortDocument {
  const { position, at, snapshotAt, deleted } = marks;
  return [deleted ? null : rowDigest(row), position ?? null, at ?? null, snapshotAt ?? null];
}

export function shortChange({ position, at, operation, positionAt, contradicted, readAt }: NewestChange): ShortChange {
  return [position ?? null, at, operation, positionAt ?? null, contradicted === true, readAt ?? null];
}

export interface ShortSides {
  readonly table: string | undefined;
  /** Text that is the same as long as nothing is applied to the document. */
  readonly store: string | undefined;
  readonly stored: { readonly digest: string | null; readonly marks: Marks } | undefined;
  readonly newest: NewestChange | undefined;
  readonly gone: boolean;
}

/** Values come back from a join as they were put there. */
export function readJoined({ values }: Joined): ShortSides {
  const [table, document, change, inViewAt, goneAt] = values as [Json?, ShortDocument?, ShortChange?, number?, number?];
  return {
    table: typeof table === 'string' ? table : undefined,
    store: document && JSON.stringify(document),
    stored: document && { digest: document[0], marks: marksOf(document) },
    newest: change && { ...newestOf(change), ...(inViewAt !== undefined && { inViewAt }) },
    gone: goneAt !== undefined,
  };
}

function marksOf([digest, position, at, snapshotAt]: ShortDocument): Marks {
  return {
    ...(position !== null && { position }),
    ...(at !== null && { at }),
    ...(snapshotAt !== null && { snapshotAt }),
    deleted: digest === null,
  };
}

function newestOf([position, at, operation, positionAt, contradicted, readAt]: ShortChange): NewestChange {
  return {
    at,
    operation,
    ...(position !== null && { position }),
    ...(positionAt !== null && { positionAt }),
    ...(contradicted && { contradicted: true as const }),
    ...(readAt !== null && { readAt }),
  };
}
