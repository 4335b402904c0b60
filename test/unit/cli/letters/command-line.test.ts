import { expect, test } from 'vitest';
import { calledBy } from '../../../support/whole-command-line.ts';

const common = { stage: 'dev', limit: 10_000 };

test.each<[string, unknown[]]>([
  ['dlq list', ['dlq list', common]],
  [
    'dlq list --consumer search --newer -1h --json',
    ['dlq list', { ...common, consumer: 'search', newer: '-1h', json: true }],
  ],
  ['dlq show m-1', ['dlq show', 'm-1', common]],
  ['dlq export --file letters.ndjson', ['dlq export', { ...common, file: 'letters.ndjson' }]],
  ['dlq redrive --queue dlq --rate 5', ['dlq redrive', { ...common, queue: 'dlq', rate: 5 }]],
  ['dlq redrive --key f1 --yes', ['dlq redrive', { ...common, key: 'f1', rate: 100, yes: true }]],
  ['dlq discard --older -7d --yes', ['dlq discard', { ...common, older: '-7d', yes: true }]],
  ['ledger --from -1h', ['ledger', { stage: 'dev', from: '-1h', to: 'now' }]],
])('%s', async (line, [verb, ...args]) => {
  const called = await calledBy(line.split(' '));

  expect(called?.verb).toBe(verb);
  expect([...(called?.args ?? []), called?.options]).toMatchObject(args);
});

test.each(['ledger', 'dlq export', 'dlq show', 'dlq redrive --rate 0', 'dlq list --limit none', 'dlq empty'])(
  '"%s" is a mistake',
  async (line) => {
    await expect(calledBy(line.split(' '))).rejects.toThrow();
  },
);
