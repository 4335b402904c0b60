import type { Marks } from '../../shared/domain/change/precedence.ts';
import type { Sight } from '../../shared/runtime/verify/look.ts';
import type { Copy } from '../../shared/runtime/verify/copy.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { formatTable } from './table.ts';
import { describeDifference, describeUnreadable } from './verification.ts';
import { describeFalse } from './false-change.ts';
import type { ExplainedKey } from '../../operations/verify/explain-key.ts';
import type { KnownKey } from '../../operations/verify/known-keys.ts';
import { own } from '../../shared/domain/own.ts';

/** For `--json`. */
export function explainedReport({ known, falseChanges, unreadable }: ExplainedKey): readonly object[] {
  const ofKey = ({ copy, sight }: KnownKey) =>
    falseChanges.filter(({ entity, key }) => entity === copy.entity && key === sight.key);
  return [
    ...known.map((one) => ({ ...report(one), ...(ofKey(one).length > 0 && { falseChanges: ofKey(one) }) })),
    ...unreadable.map(({ because, ...copy }) => ({ ...copy, unreadable: because })),
  ];
}

export function describeExplained({ known, falseChanges, unreadable }: ExplainedKey): string {
  const parts = [...known.map(describe), ...falseChanges.map(describeFalse), ...unreadable.map(describeUnreadable)];
  return parts.join('\n\n');
}

function report({ copy, sight, events }: KnownKey): object {
  const { consumer, entity } = copy;
  const { key, source, document, newest, difference } = sight;
  return {
    consumer,
    entity,
    key,
    table: source ?? null,
    stored: document ?? null,
    newest: newest ?? null,
    events,
    inStep: difference === undefined,
    ...(difference && { difference }),
  };
}

function describe({ copy, sight, events }: KnownKey): string {
  const { source, document, difference } = sight;
  const row = source?.status === 'row' ? (copy.expects(source.row) ?? {}) : {};
  const stored = document?.row ?? {};
  const fields = [...new Set([...Object.keys(row), ...Object.keys(stored)])];
  const cells = fields.map((name) => [name, plainText(own(row, name)), plainText(own(stored, name))]);
  const lines = [
    `${copy.consumer} ${copy.entity} ${plainText(sight.key)}`,
    `  table: ${tableText(copy, source)}`,
    `  store: ${document ? marksText(document.marks) : 'nothing, not even a tombstone'}`,
  ];
  if (events.length > 0) {
    const rows = events.map((event) => [
      new Date(event.at).toISOString(),
      event.operation,
      event.position ?? '(read)',
      [event.voided && 'voided', event.cause, event.changed?.join(' ')].filter(Boolean).join(' '),
    ]);
    lines.push('', formatTable(['time', 'change', 'position', ''], rows));
  }
  if (cells.length > 0) lines.push('', formatTable(['field', 'table', 'store'], cells));
  lines.push('', difference ? `NOT in step: ${describeDifference(difference)}` : 'in step');
  return lines.join('\n');
}

function tableText(copy: Copy, source: Sight['source']): string {
  switch (source?.status) {
    case 'row':
      return copy.expects(source.row) ? 'has the row' : 'has the row, but the consumer does not see it';
    case 'rejected':
      return `has an item that fits no schema: ${source.reason.message}`;
    case 'unreadable':
      return 'unknown: the key does not tell which item it is of';
    case 'absent':
    case undefined:
      return 'has no such item';
  }
}

function marksText({ position, at, snapshotAt, deleted }: Marks): string {
  const marks = [
    position && `position ${position}`,
    at !== undefined && `written ${new Date(at).toISOString()}`,
    snapshotAt !== undefined && `read ${new Date(snapshotAt).toISOString()}`,
  ].filter(Boolean);
  return `${deleted ? 'a tombstone' : 'a row'}, ${marks.join(', ') || 'without marks'}`;
}
