/** A backfill reads one table: what we print and write runs in a definition with several, too. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** Its own page is of one table, and says so. */
const OWN_PAGE = 'docs/backfill.md';
const pages = ['README.md', ...globSync('docs/*.md', { cwd: repository })].filter((page) => page !== OWN_PAGE);
const sources = globSync(
  ['operations/**/*.ts', 'cli/**/*.ts', 'local/**/*.ts', 'shared/**/*.ts', 'functions/**/*.ts'],
  { cwd: repository },
);

/** Up to the end of the code span, the text or the line. A path ends in the verb's name, and is none. */
function backfillsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/headwater backfill(?![-/\w])(?:\$\{[^}]*\}|[^`'"|#\n\\])*/g), ([command]) =>
    command.trim(),
  );
}

/** `optionsOf` names the table (plan.ts). A list is of all tables. */
const saysWhich = (command: string): boolean => /--(?:table|entity|list)\b|\$\{optionsOf\(/.test(command);

test.each([...pages, ...sources].filter((path) => backfillsIn(read(path)).length > 0))(
  '%s: each backfill names its table, or an entity of it',
  (path) => {
    expect(backfillsIn(read(path)).filter((command) => !saysWhich(command))).toEqual([]);
  },
);

test('its own page says what several tables ask for', () => {
  expect(read(OWN_PAGE)).toContain('With several, each takes `--table <name>` or `--entity <name>` too.');
});

test('one that does not would be noticed', () => {
  const found = backfillsIn(
    'do `npx headwater backfill`, or `npx headwater backfill --via export --yes` (docs/backfill.md)',
  );
  expect(found).toEqual(['headwater backfill', 'headwater backfill --via export --yes']);
  expect(found.filter(saysWhich)).toEqual([]);
});
