/** The index of docs/decisions names every record once, and says which are in force as the records themselves do. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../docs/decisions');
const files = globSync('[0-9]*.md', { cwd: folder }).sort();
const rows = rowsOf(readFileSync(join(folder, 'README.md'), 'utf8'));

test('each record is in the index once, in order, and the index names none that is not there', () => {
  expect(rows.map(({ file }) => file)).toEqual(files);
});

test('the number in the index is that of the file, and the words are its title', () => {
  for (const { number, file, about } of rows) {
    expect(file.startsWith(`${number}-`), file).toBe(true);
    expect(titleOf(file), file).toBe(about);
  }
});

test('what is superseded names a later record that is there, and says so itself in its first line', () => {
  for (const { number, file, state } of rows) {
    const [, kind, by = '', later = ''] = /^(in part|superseded): \[(\d{3})\]\((.+)\)$/.exec(state) ?? [];
    const word = kind === 'in part' ? 'Superseded in part by' : 'Superseded by';
    const said = /^> Superseded (?:in part )?by \[\d{3}\]\([^)]+\)/m.exec(read(file))?.[0];
    if (kind === undefined) {
      expect(state, file).toBe('in force');
      expect(said, file).toBeUndefined();
      continue;
    }
    expect(files, file).toContain(later);
    expect(by > number, file).toBe(true);
    expect(said, file).toBe(`> ${word} [${by}](${later})`);
  }
});

interface Row {
  readonly number: string;
  readonly file: string;
  readonly about: string;
  readonly state: string;
}

function rowsOf(index: string): readonly Row[] {
  return Array.from(
    index.matchAll(/^\| \[(\d{3})\]\(([^)]+)\) +\| (.+?) +\| (.+?) +\|$/gm),
    ([, number = '', file = '', about = '', state = '']) => ({ number, file, about, state }),
  );
}

/** Numbers stand in titles with and without leading zeros, and with what is behind them. */
function titleOf(file: string): string {
  const [, title = ''] = /^# \d+[.:]? (.+)$/m.exec(read(file)) ?? [];
  return title.trim();
}

function read(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
