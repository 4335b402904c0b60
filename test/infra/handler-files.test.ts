import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { checkHandlers } from '../../infra/handler-files.ts';
import type { FunctionConsumer, HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';

const root = mkdtempSync(join(tmpdir(), 'headwater-handlers-'));
mkdirSync(join(root, 'own/mail.ts'), { recursive: true });
writeFileSync(join(root, 'own/none.ts'), 'export const handle = 1;\n');
writeFileSync(join(root, 'own/broken.ts'), 'const a = 1;\nexport const handler = ;\n');
writeFileSync(join(root, 'own/passed.ts'), "export * from './handler.ts';\n");
writeFileSync(join(root, 'own/handler.ts'), 'export const handler = async (): Promise<void> => {};\n');

function withHandler(handler: string): HeadwaterDefinition {
  const own: FunctionConsumer = { type: 'function', name: 'own', entities: [], handler };
  return { ...headwater, consumers: [own] };
}

test.each([
  ['own/handlr.ts', 'there is no such file: did you mean "own/handler.ts"?'],
  ['elsewhere/handler.ts', 'there is no such file: paths begin at the folder of headwater.config.ts'],
  ['own/mail.ts', 'there is no such file: paths begin at the folder of headwater.config.ts'],
  ['own/none.ts', 'it exports no "handler": write export const handler = functionConsumer(...)'],
  ['own/broken.ts', 'own/broken.ts:2: Unexpected ";"'],
])('handler %s: %s', (handler, sentence) => {
  expect(() => {
    checkHandlers(withHandler(handler), root);
  }).toThrow(`headwater.config.ts is wrong:\n  - consumer own: handler "${handler}": ${sentence}`);
});

test.each(['own/handler.ts', 'own/passed.ts'])('%s is a handler', (handler) => {
  expect(() => {
    checkHandlers(withHandler(handler), root);
  }).not.toThrow();
});
