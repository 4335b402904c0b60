/** An answer of the analytics copy: a table, CSV, or a plot of its two columns. */
import type { Json } from '../../shared/domain/row/json.ts';
import type { Answer } from '../../shared/ports/analytics-questions.ts';
import { CommandError } from '../errors.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { displayWidth } from './display-width.ts';
import { formatTable } from './table.ts';
import { own } from '../../shared/domain/own.ts';

const BAR_WIDTH = 50;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

export function answerTable({ columns, rows }: Answer): string {
  if (rows.length === 0) return '(no rows)';
  const cells = rows.map((row) => columns.map((column) => plainText(own(row, column))));
  return formatTable(columns, cells, {
    right: new Set(columns.filter((column) => rows.every((row) => isNumeric(own(row, column))))),
  });
}

/** RFC 4180: a header, CRLF between lines, quotes where they are needed. Null is an empty field. */
export function answerCsv({ columns, rows }: Answer): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellText(own(row, column))))];
  return lines.map((line) => line.map(csvField).join(',')).join('\r\n');
}

/** @throws CommandError when the answer is not a label and a number per row */
export function answerPlot({ columns, rows }: Answer): string {
  const [label, number] = columns;
  const values = rows.map((row) => Number(number === undefined ? NaN : own(row, number)));
  if (
    columns.length !== 2 ||
    label === undefined ||
    number === undefined ||
    values.some((one) => !Number.isFinite(one))
  ) {
    throw new CommandError(
      `A plot takes two columns, a label and a number; this answer has: ${columns.join(', ')}.`,
      'Ask for these two, or leave --plot out.',
    );
  }
  if (rows.length === 0) return '(no rows)';
  const labels = rows.map((row) => plainText(own(row, label)));
  const texts = rows.map((row) => plainText(own(row, number)));
  const [labelWidth, textWidth] = [widest([label, ...labels]), widest([number, ...texts])];
  const most = Math.max(...values.map(Math.abs));
  const lines = labels.map((text, at) => {
    const value = values[at] ?? 0;
    const bar = value < 0 ? `-${bars(-value, most)}` : bars(value, most);
    return `${padded(text, labelWidth)}  ${(texts[at] ?? '').padStart(textWidth)}  ${bar}`.trimEnd();
  });
  return [`${padded(label, labelWidth)}  ${number.padStart(textWidth)}`, ...lines].join('\n');
}

function bars(value: number, most: number): string {
  const eighths = most === 0 ? 0 : Math.round((value / most) * BAR_WIDTH * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

function isNumeric(value: Json | undefined): boolean {
  if (value === null || value === undefined || typeof value === 'number') return true;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value);
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map(displayWidth));
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

function cellText(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
