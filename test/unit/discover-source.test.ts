/** The text that discover writes: it is TypeScript, formatted, says the same as the checked definition, and holds no value. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { check, resolveConfig } from 'prettier';
import { afterAll, expect, test } from 'vitest';
import { discover } from '../../operations/discover/discover.ts';
import { textsIn } from '../../operations/discover/personal-values.ts';
import { FEWEST_ITEMS } from '../../operations/discover/sampled-table.ts';
import type { AttributeValue } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { FIXTURES } from '../fixtures/discover/fixtures.ts';
import { sampledTable } from '../support/discover-score.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = mkdtempSync(join(ROOT, '.discovered-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const CASES = FIXTURES.flatMap(({ name, described, items }) =>
  described.map((table) => {
    const own = (items[table.TableName] ?? []).map(({ item }) => item);
    const file = join(FOLDER, `${name}-${table.TableName.replaceAll(/\W/g, '')}.ts`);
    return { title: `${name}, ${table.TableName}`, file, items: own, discovery: discover(sampledTable(table), own) };
  }),
);

test.each(CASES)('$title: it is formatted, and is the definition that was checked', async ({ file, discovery }) => {
  writeFileSync(file, discovery.source);
  const options = (await resolveConfig(join(ROOT, 'cli/main.ts'))) ?? {};
  const { default: written } = (await import(pathToFileURL(file).href)) as { default: unknown };

  expect(await check(discovery.source, { ...options, parser: 'typescript' })).toBe(true);
  expect(JSON.stringify(written)).toBe(JSON.stringify(discovery.definition));
});

test('the compiler takes all of them', () => {
  for (const { file, discovery } of CASES) writeFileSync(file, discovery.source);
  const settings = { extends: '../tsconfig.json', include: ['*.ts'], compilerOptions: { noEmit: true } };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(settings));

  expect(() => execFileSync(join(ROOT, 'node_modules/.bin/tsc'), ['-p', FOLDER], { encoding: 'utf8' })).not.toThrow();
}, 120_000);

test.each(CASES)('$title: no value of an item stands in what is told', ({ items, discovery }) => {
  const counts = new Map<string, number>();
  for (const item of items) {
    const own = new Set(Object.values(item).flatMap(scalarsIn));
    for (const text of own) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const rare = [...counts].filter(([text, count]) => text.length >= 4 && count < FEWEST_ITEMS).map(([text]) => text);
  const { source, found, checked } = discovery;
  const told = `${source}\n${JSON.stringify([found.entities, found.notes, checked])}`;
  const shared = sharedTexts([...counts], items);

  expect(rare.filter((text) => told.includes(text) && !isShared(text, shared))).toEqual([]);
  expect(rare.length).toBeGreaterThan(3);
});

/** What enough items have, and what they are called: attributes' names, values, and the words that begin their keys. */
function sharedTexts(counts: readonly (readonly [text: string, count: number])[], items: readonly unknown[]): string {
  const names = JSON.stringify(items).match(/"[^"]+"(?=:)/g) ?? [];
  const heads = counts.flatMap(([text]) => text.match(/^[^#]+#/) ?? []);
  const often = heads.filter((head) => heads.filter((one) => one === head).length >= FEWEST_ITEMS);
  const values = counts.filter(([, count]) => count >= FEWEST_ITEMS).map(([text]) => text);
  return [...names, ...often, ...values].join('\n').toLowerCase();
}

/** A damaged item's `PROFIL` stands in all others' `PROFILE`. */
function isShared(text: string, shared: string): boolean {
  return shared.includes(text.toLowerCase());
}

function scalarsIn(value: AttributeValue): readonly string[] {
  const { N, NS, B, L, M } = value;
  if (N !== undefined) return [N];
  if (typeof B === 'string') return [B];
  if (L ?? M) return Object.values(L ?? M ?? {}).flatMap(scalarsIn);
  return NS ?? textsIn(value);
}
