import type { TableDefinition } from '../../shared/domain/definition/headwater.ts';
import { OperationError } from '../operation-error.ts';
import { parseTime } from '../replay/time-range.ts';
import { keyMatcher } from './typed-key.ts';
import { LETTER_KINDS, type Letter, type LetterKind, type LetterSource } from './letter.ts';

/** Which letters a command is about, as its options say it. All that are given must hold. */
export interface SelectionOptions {
  readonly queue?: string | undefined;
  readonly consumer?: string | undefined;
  readonly table?: string | undefined;
  readonly code?: string | undefined;
  readonly entity?: string | undefined;
  /** As typed. */
  readonly key?: string | undefined;
  /** Of one row, and no other spelling of it. */
  readonly exactKey?: string | undefined;
  readonly id?: string | undefined;
  readonly older?: string | undefined;
  readonly newer?: string | undefined;
}

export interface Selection {
  readonly takesSource: (source: LetterSource) => boolean;
  readonly takes: (letter: Letter) => boolean;
  /** Whether any option narrows it. */
  readonly narrowed: boolean;
}

/** @throws OperationError for an unknown queue, an unreadable time, or a selection that can match nothing */
export function selectionOf(
  options: SelectionOptions,
  sources: readonly LetterSource[],
  now: Date,
  tables: readonly TableDefinition[] = [],
): Selection {
  const { queue, consumer, table, code, entity, key, exactKey, id } = options;
  const isKey = key === undefined ? () => true : keyMatcher(tables, key);
  if (queue !== undefined && !LETTER_KINDS.some((kind: LetterKind) => kind === queue)) {
    throw new OperationError(`There is no queue "${queue}".`, `--queue takes one of ${LETTER_KINDS.join(', ')}.`);
  }
  const [before, after] = [options.older, options.newer].map((text) => text && parseTime(text, now).getTime());
  const takesSource = (source: LetterSource): boolean =>
    (queue === undefined || source.kind === queue) &&
    (consumer === undefined || ('consumer' in source && source.consumer === consumer)) &&
    (table === undefined || ('table' in source && source.table === table));
  if (!sources.some(takesSource)) throw nothingThere(options, sources);
  return {
    narrowed: Object.values(options).some((value) => value !== undefined),
    takesSource,
    takes: (letter) =>
      takesSource(letter.source) &&
      (code === undefined || letter.code === code) &&
      (id === undefined || letter.id === id) &&
      (before === undefined || before === '' || letter.sentAt < before) &&
      (after === undefined || after === '' || letter.sentAt >= after) &&
      ((entity === undefined && key === undefined && exactKey === undefined) ||
        letter.rows.some(
          (row) =>
            (entity === undefined || row.entity === entity) &&
            isKey(row) &&
            (exactKey === undefined || row.key === exactKey),
        )),
  };
}

function nothingThere({ consumer, table }: SelectionOptions, sources: readonly LetterSource[]): OperationError {
  const named = (names: readonly string[]): string => [...new Set(names)].join(', ') || 'none';
  const consumers = sources.flatMap((source) => ('consumer' in source ? [source.consumer] : []));
  const tables = sources.flatMap((source) => ('table' in source ? [source.table] : []));
  const asked = consumer ?? table ?? '';
  return new OperationError(
    `No dead letters can lie there${asked && `: "${asked}"`}.`,
    `Consumers: ${named(consumers)}; tables: ${named(tables)}. --queue stream-failures has neither.`,
  );
}
