import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import { lookAt, type Sight } from '../../shared/runtime/verify/look.ts';
import type { Copy } from '../../shared/runtime/verify/copy.ts';
import { tableOf } from '../../shared/runtime/verify/verify.ts';
import type { HistoryEvent } from '../../shared/ports/row-copy.ts';
import { OperationError } from '../operation-error.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import type { OpenCopies } from './open-copies.ts';

export interface KnownKey {
  readonly copy: Copy;
  readonly sight: Sight;
  readonly events: readonly HistoryEvent[];
}

/**
 * What table, store and history have of one key that was typed. It is asked at every entity, and most of them do not have it.
 *
 * @throws OperationError when nobody has ever heard of it; not while a copy that might know it cannot be read
 */
export async function knownKeys(
  { tables, unreadable }: Pick<OpenCopies, 'tables' | 'unreadable'>,
  keys: ReadonlyMap<Copy, string>,
): Promise<readonly KnownKey[]> {
  const known: KnownKey[] = [];
  for (const [copy, key] of keys) {
    const look = { source: tableOf(tables, copy), marginMs: DEFAULT_MARGIN_MS, now: Date.now };
    const [sight] = await lookAt(copy, [key], look, true);
    const events = (await copy.history?.changes.events(copy.entity, key)) ?? [];
    const isKnown =
      sight && (sight.source?.status !== 'absent' || sight.document || sight.difference || events.length > 0);
    if (isKnown) known.push({ copy, sight, events });
  }
  if (known.length > 0 || unreadable.length > 0) return known;
  throw new OperationError(
    `Neither the table nor a store knows the key ${[...new Set(keys.values())].map(plainText).join(', or ')}.`,
    'Give the key as `verify` and `search` print it, such as alien-1979|osaka, or its parts; --entity narrows it.',
  );
}
