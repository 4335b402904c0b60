/** What DuckDB's modules for Linux ask of the system, against what Lambda's Node runtime has: Amazon Linux 2023. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DUCKDB_BINDINGS } from '../../infra/constructs/duckdb-bindings.ts';

/** glibc 2.34, and libstdc++ of GCC 11 (Amazon Linux 2023's package lists; GCC's ABI policy for the versions). */
const LAMBDA_HAS: Readonly<Record<string, string>> = {
  GLIBC: '2.34',
  GLIBCXX: '3.4.29',
  CXXABI: '1.3.13',
  GCC: '11.0.0',
};

/** The machine's own from npm, and another platform's once a synth has fetched it (infra/constructs/native-duckdb.ts). */
const modules = ['node_modules/@duckdb', '.local/native']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((folder) => /node-bindings-linux-(arm64|x64)(-\d|$)/.test(folder))
  .flatMap((folder) => ['libduckdb.so', 'duckdb.node'].map((file) => join(folder, file)));

test.runIf(modules.length > 0)('Lambda has each version of each library that they name', () => {
  for (const file of modules) {
    const names = readFileSync(file, 'latin1').match(/\0(GLIBC|GLIBCXX|CXXABI|GCC)_[\d.]+(?=\0)/g) ?? [];
    expect(names.length, file).toBeGreaterThan(0);
    for (const name of new Set(names)) {
      const [library = '', version = ''] = name.slice(1).split('_');
      expect(atMost(version, LAMBDA_HAS[library] ?? ''), `${file} asks for ${library} ${version}`).toBe(true);
    }
  }
});

test('the modules that a deploy fetches are those of the lock file', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, object> };
  for (const [target, binding] of Object.entries(DUCKDB_BINDINGS)) {
    expect(packages[`node_modules/@duckdb/node-bindings-${target}`], target).toMatchObject(binding);
  }
});

function atMost(version: string, limit: string): boolean {
  return version.localeCompare(limit, 'en', { numeric: true }) <= 0;
}
