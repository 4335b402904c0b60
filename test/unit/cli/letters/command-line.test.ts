import { expect, test } from 'vitest';
import { commandLine, type Verbs } from '../../../../cli/command-line.ts';
import { EXIT } from '../../../../cli/errors.ts';

/** Runs a command line with verbs that only record how they were called. */
async function called(line: string): Promise<unknown[] | undefined> {
  const calls: unknown[][] = [];
  const verbs = new Proxy({} as Verbs, {
    get:
      (_, verb) =>
      (...args: unknown[]) => {
        calls.push([verb, ...args]);
        return Promise.resolve(EXIT.ok);
      },
  });
  const program = commandLine(verbs, () => undefined);
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
    command.configureOutput({ writeErr: () => undefined });
  }
  await program.parseAsync(line.split(' '), { from: 'user' });
  return calls[0];
}

const common = { stage: 'dev', limit: 10_000 };

test.each<[string, unknown[]]>([
  ['dlq list', ['dlqList', common]],
  [
    'dlq list --consumer search --newer -1h --json',
    ['dlqList', { ...common, consumer: 'search', newer: '-1h', json: true }],
  ],
  ['dlq show m-1', ['dlqShow', 'm-1', common]],
  ['dlq export --file letters.ndjson', ['dlqExport', { ...common, file: 'letters.ndjson' }]],
  ['dlq redrive --queue dlq --rate 5', ['dlqRedrive', { ...common, queue: 'dlq', rate: 5 }]],
  ['dlq redrive --key f1 --yes', ['dlqRedrive', { ...common, key: 'f1', rate: 100, yes: true }]],
  ['dlq discard --older -7d --yes', ['dlqDiscard', { ...common, older: '-7d', yes: true }]],
  ['ledger --from -1h', ['ledger', { stage: 'dev', from: '-1h', to: 'now' }]],
])('%s', async (line, [verb, ...args]) => {
  const [name, ...given] = (await called(line)) ?? [];

  expect(name).toBe(verb);
  // commander adds itself.
  expect(given.slice(0, args.length)).toMatchObject(args);
});

test.each(['ledger', 'dlq export', 'dlq show', 'dlq redrive --rate 0', 'dlq list --limit none', 'dlq empty'])(
  '"%s" is a mistake',
  async (line) => {
    await expect(called(line)).rejects.toThrow();
  },
);
