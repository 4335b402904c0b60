import { describe, expect, test } from 'vitest';
import { commandLine, type Verbs } from '../../../cli/command-line.ts';
import { EXIT } from '../../../cli/errors.ts';

/** Runs a command line with verbs that only record how they were called. */
async function run(line: string) {
  const calls: unknown[][] = [];
  const record =
    (verb: string) =>
    (...args: unknown[]) => {
      calls.push([verb, ...args]);
      return Promise.resolve(EXIT.failed);
    };
  const verbs = Object.fromEntries(
    [
      'up',
      'down',
      'status',
      'searchSetup',
      'search',
      'get',
      'replay',
      'replayList',
      'replayStatus',
      'replayCancel',
    ].map((verb) => [verb, record(verb)]),
  ) as unknown as Verbs;
  const codes: number[] = [];
  const program = commandLine(verbs, (code) => codes.push(code));
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])])
    command.configureOutput({ writeErr: () => undefined });
  await program.parseAsync(line.split(' '), { from: 'user' });
  return { call: calls[0], codes };
}

describe('the command line', () => {
  test("passes on the verb's exit code", async () => {
    expect((await run('status')).codes).toEqual([EXIT.failed]);
  });

  test.each([
    ['up --stage prod', ['up', { stage: 'prod' }]],
    ['down --purge --yes', ['down', { purge: true, yes: true }]],
    ['status --json --aws', ['status', { stage: 'dev', json: true, aws: true }]],
    ['search-setup --yes --aws', ['searchSetup', { stage: 'dev', yes: true, aws: true }]],
    ['search film alien --size 3', ['search', 'film', 'alien', { stage: 'dev', size: 3 }]],
    ['get stock alien-1979 osaka', ['get', 'stock', ['alien-1979', 'osaka'], { stage: 'dev' }]],
    [
      'replay --from -1h --consumer search --consumer analytics --wait',
      ['replay', { stage: 'dev', from: '-1h', to: 'now', consumer: ['search', 'analytics'], entity: [], wait: true }],
    ],
    ['replay list --json --limit 3', ['replayList', { stage: 'dev', json: true, limit: 3 }]],
    ['replay status some-replay --stage prod', ['replayStatus', 'some-replay', { stage: 'prod' }]],
    ['replay cancel some-replay', ['replayCancel', 'some-replay', { stage: 'dev' }]],
  ])('%s', async (line, [verb, ...expected]) => {
    const { call } = await run(line);
    expect(call?.[0]).toBe(verb);
    expected.forEach((argument, index) => {
      if (typeof argument === 'object' && !Array.isArray(argument)) expect(call?.[index + 1]).toMatchObject(argument);
      else expect(call?.[index + 1]).toEqual(argument);
    });
  });

  test.each(['bogus', 'search film', 'search film x --size 0', 'replay bogus', 'replay cancel', 'status --nonsense'])(
    '"%s" is a mistake',
    async (line) => {
      await expect(run(line)).rejects.toThrow();
    },
  );
});
