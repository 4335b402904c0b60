import type { Copy } from '../../shared/runtime/verify/copy.ts';
import type { FoundFalse } from '../../shared/runtime/verify/false-changes.ts';
import type { UnreadableCopy } from '../../shared/runtime/verify/result.ts';
import { falseIn, keysOf } from './false-changes.ts';
import { knownKeys, type KnownKey } from './known-keys.ts';
import type { OpenCopies } from './open-copies.ts';

/** What the table has of one key, what each store has, and the changes in between. */
export interface ExplainedKey {
  readonly known: readonly KnownKey[];
  readonly falseChanges: readonly FoundFalse[];
  readonly unreadable: readonly UnreadableCopy[];
}

/** @throws OperationError for a key that nobody has ever heard of */
export async function explainKey(
  { tables, unreadable, histories }: Pick<OpenCopies, 'tables' | 'unreadable' | 'histories'>,
  keys: ReadonlyMap<Copy, string>,
): Promise<ExplainedKey> {
  const known = await knownKeys({ tables, unreadable }, keys);
  return { known, falseChanges: await falseIn(histories, keysOf(keys)), unreadable };
}
