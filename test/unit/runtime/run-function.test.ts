import { expect, test } from 'vitest';
import { applyByFunction } from '../../../shared/runtime/run-function.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import type { Change } from '../../../shared/domain/change/change.ts';

const change = (key: string): Change => ({
  id: `e-${key}`,
  entity: 'film',
  key,
  operation: 'created',
  position: `g/${'7'.padStart(40, '0')}`,
  at: '2026-11-23T18:00:00Z',
  after: { id: key },
});

function deep(): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < 50_000; level += 1) value = { n: value };
  return value;
}

test.each([
  ['nothing', undefined],
  ['null', null],
  ['text', 'x'],
  ['what no log can write', new Error('x', { cause: deep() })],
])('a function that throws %s fails for its change only', async (_, thrown) => {
  const log = createLog('low-stock');
  const apply = applyByFunction({
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- functions of others throw anything
    run: ({ key }) => (key === 'bad' ? Promise.reject(thrown) : Promise.resolve(undefined)),
    context: { table: () => '', queue: () => '' },
    timeLeft: () => 60_000,
    onError: ({ id, key }, error) => {
      log.error('the function threw', { id, key, error });
    },
  });

  const outcomes = await apply([change('f1'), change('bad'), change('f2')]);

  expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'retry', 'applied']);
});
