/** Rows under headings, in columns as wide as they need. Numbers stand to the right. */
export function formatTable(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => textOf(row[column]).length)),
  );
  const lines = [headings, ...rows].map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return typeof cell === 'number' ? textOf(cell).padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}

/** 12345 -> "12,345" */
export function grouped(number: number): string {
  return number.toLocaleString('en-US');
}

function textOf(cell: string | number | undefined): string {
  return typeof cell === 'number' ? grouped(cell) : (cell ?? '');
}
