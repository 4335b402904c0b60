import { askedBy } from '../asked.ts';
import { displayWidth, shortened } from './display-width.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';

export interface TableOptions {
  /** Of the terminal; undefined: as wide as it needs to be. @default that of stdout, where it is a terminal */
  readonly columns?: number | undefined;
  /** Headings of columns whose texts stand to the right, as numbers do. */
  readonly right?: ReadonlySet<string>;
}

const GAP = 2;
/** Narrower than this nothing can be read. */
const LEAST_WIDTH = 8;

/**
 * Rows under headings, in columns as wide as they need. Numbers stand to the right. In a terminal that is narrower, the
 * widest columns are cut; in a pipe nothing is. What cells hold is untrusted: no control character gets through.
 */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  { columns = askedBy() ? undefined : process.stdout.columns, right = new Set() }: TableOptions = {},
): string {
  const cells = [headings, ...rows].map((row) => headings.map((_, column) => textOf(row[column])));
  const needed = headings.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))));
  const isNumber = headings.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const widths = fitted(needed, isNumber, columns);
  const lines = cells.map((row, at) =>
    row
      .map((cell, column) => {
        const text = shortened(cell, widths[column] ?? 0);
        const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(text)));
        const toTheRight = typeof rows[at - 1]?.[column] === 'number' || right.has(headings[column] ?? '');
        return toTheRight ? space + text : text + space;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
  return lines.join('\n');
}

/** Cuts the widest columns, one column of the terminal after the other, until all fit. Numbers are never cut. */
function fitted(
  needed: readonly number[],
  isNumber: readonly boolean[],
  columns: number | undefined,
): readonly number[] {
  const widths = [...needed];
  if (columns === undefined) return widths;
  const room = columns - GAP * (widths.length - 1);
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over -= 1) {
    const most = Math.max(...widths.filter((_, at) => !isNumber[at]));
    const widest = widths.findIndex((width, at) => width === most && !isNumber[at]);
    if (widest === -1 || most <= LEAST_WIDTH) return widths;
    widths[widest] = most - 1;
  }
  return widths;
}

/** 12345 -> "12,345" */
export function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

/** 2, 'key' -> "2 keys" */
export function count(number: number, thing: string): string {
  return `${grouped(number)} ${thing}${number === 1 ? '' : 's'}`;
}

function textOf(cell: string | number | undefined): string {
  return typeof cell === 'number' ? grouped(cell) : plainText(cell);
}
