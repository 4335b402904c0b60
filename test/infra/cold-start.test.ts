/** What a function needs at times only lies in chunks of its bundle that a cold start does not parse. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { buildBundle } from '../../infra/constructs/bundle.ts';
import { project } from '../../shared/project/project.ts';

/** A word of the client of S3 that minifying leaves. */
const S3 = 'GetObjectCommand';

test.each(['indexer', 'normalizer', 'webhook', 'search-setup', 'tombstone-purge'])('%s starts without S3', (name) => {
  const directory = mkdtempSync(join(tmpdir(), 'headwater-cold-start-'));
  buildBundle(`functions/${name}/handler.ts`, directory, { config: project().config });
  const atStart = importedBy(join(directory, 'index.mjs'));
  const withS3 = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.mjs'))
    .filter((file) => readFileSync(join(directory, file), 'utf8').includes(S3));
  rmSync(directory, { recursive: true });

  expect(withS3.filter((file) => atStart.has(file))).toEqual([]);
  // Those that read large rows or records have it, for when they do.
  if (['indexer', 'normalizer', 'webhook'].includes(name)) expect(withS3).not.toEqual([]);
});

/** The files that a module imports at once, with itself, relative to its folder. */
function importedBy(entry: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    const path = relative(dirname(entry), file);
    if (found.has(path)) return;
    found.add(path);
    const imports = readFileSync(file, 'utf8').matchAll(/(?:\bimport|\bfrom)\s*"(\.[^"]+)"/g);
    for (const [, to = ''] of imports) visit(join(dirname(file), to));
  };
  visit(entry);
  return found;
}
