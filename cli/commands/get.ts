import { compareRow, rowOf, type ComparedRow } from '../../operations/row/compare-row.ts';
import { own } from '../../shared/domain/own.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import type { StoredDocument } from '../../shared/ports/search-store.ts';
import type { Difference } from '../../shared/runtime/verify/copy.ts';
import { openDeployedSession, type CommonOptions } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { formatTable } from '../output/table.ts';
import { describeDifference } from '../output/verification.ts';

export async function get(
  entity: string,
  words: readonly string[],
  options: CommonOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const session = await openDeployedSession(options, { writes: false, signal });
  const found = await compareRow(session, entity, words);
  session.terminal.result(report(found), describe(found));
  return found.difference ? EXIT.failed : EXIT.ok;
}

function report({ entity, address, document, source, difference }: ComparedRow): unknown {
  return {
    entity: entity.name,
    key: address.key,
    document: document ?? null,
    table: source ?? null,
    inStep: source === 'unknown' ? null : !difference,
    ...(difference && { difference }),
  };
}

function describe({ entity, address, document, source, expected, filteredOut, difference }: ComparedRow): string {
  const stored = document?.marks.deleted === false ? document.row : undefined;
  const row = expected ?? rowOf(source);
  const fields = Object.keys(entity.fields).filter(
    (name) => own(stored, name) !== undefined || own(row, name) !== undefined,
  );
  const cells = fields.map((name) => [name, plainText(own(row, name)), plainText(own(stored, name))]);
  const parts = [
    `${entity.name} ${plainText(address.key)}`,
    `  index: ${describeDocument(document)}`,
    `  table: ${describeSource(source)}${filteredOut ? ', outside the filter of the search consumer' : ''}`,
  ];
  if (cells.length > 0) parts.push('', formatTable(['field', 'table', 'index'], cells));
  parts.push('', verdict(source, difference));
  return parts.join('\n');
}

function describeDocument(document: StoredDocument | undefined): string {
  if (!document) return 'no document';
  const { deleted, position, at, snapshotAt } = document.marks;
  const marks = [
    position === undefined ? undefined : `position ${position}`,
    at === undefined ? undefined : `changed ${new Date(at).toISOString()}`,
    snapshotAt === undefined ? undefined : `snapshot read ${new Date(snapshotAt).toISOString()}`,
  ].filter((mark) => mark !== undefined);
  return `${deleted ? 'deleted at' : 'at'} ${marks.join(', ')}`;
}

function describeSource(source: ComparedRow['source']): string {
  if (source === 'unknown') return 'unknown: a hashed key does not say where its item lies';
  if (!source) return 'no item';
  switch (source.status) {
    case 'row':
      return 'there';
    case 'rejected':
      return `there, but rejected: ${source.reason.message}`;
    case 'ignored':
      return 'there, but no entity recognises it';
  }
}

function verdict(source: ComparedRow['source'], difference: Difference | undefined): string {
  if (source === 'unknown') return 'not compared';
  return difference ? `NOT in step: ${describeDifference(difference)}` : 'in step';
}
