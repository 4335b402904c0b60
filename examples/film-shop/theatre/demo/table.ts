import { grouped } from '../figures.ts';

const GAP = 2;

/** Rows under headings, in columns as wide as they need. Numbers stand to the right. */
export function formatTable(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [headings, ...rows].map((row) => headings.map((_, column) => textOf(row[column] ?? '')));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row, at) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return typeof rows[at - 1]?.[column] === 'number' ? text.padStart(width) : text.padEnd(width);
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
  return lines.join('\n');
}

function textOf(cell: string | number): string {
  return typeof cell === 'number' ? grouped(cell) : cell;
}
