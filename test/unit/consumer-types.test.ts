/** What a consumer type is stands in three records, and a type that lacks an entry in one of them does not compile. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { PORTS } from '../../cli/consumers/ports.ts';
import { CONSUMER_TYPES, FACTS } from '../../shared/domain/consumers/facts.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RECORDS = ['shared/domain/consumers/facts.ts', 'cli/consumers/ports.ts', 'infra/consumers/resources.ts'];

/** A type that nobody has written an entry for. */
const NEW_TYPE = `
import type { ConsumerBase } from './shared/domain/definition/headwater.ts';
declare module './shared/domain/definition/headwater.ts' {
  interface ConsumersByType {
    readonly pigeon: ConsumerBase & { readonly type: 'pigeon'; readonly loft: string };
  }
}
`;

function textOf(message: string | ts.DiagnosticMessageChain): string {
  return ts.flattenDiagnosticMessageText(message, '\n');
}

test('the compiler names each record that lacks an entry for a new type', { timeout: 120_000 }, () => {
  const added = `${ROOT}added-type.ts`;
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile.bind(ts.sys)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [added] }, ts.sys, ROOT);
  const real = ts.createCompilerHost(options);
  const host = {
    ...real,
    readFile: (file: string) => (file === added ? NEW_TYPE : real.readFile(file)),
    fileExists: (file: string) => file === added || real.fileExists(file),
  };
  const program = ts.createProgram([added, ...RECORDS.map((file) => ROOT + file)], options, host);

  const lacking = RECORDS.filter((file) => {
    const source = program.getSourceFile(ROOT + file);
    return program.getSemanticDiagnostics(source).some(({ messageText }) => textOf(messageText).includes('pigeon'));
  });

  expect(lacking).toEqual(RECORDS);
});

test('a type has ports exactly when it keeps a store that can be read back', () => {
  for (const type of CONSUMER_TYPES) expect(PORTS[type] === 'none', type).toBe(FACTS[type].keeps === 'none');
});

test('a word of another system stands for one type at most, and for no type of ours', () => {
  const words = [...CONSUMER_TYPES, ...CONSUMER_TYPES.flatMap((type) => FACTS[type].aka)];

  expect(new Set(words).size).toBe(words.length);
});
