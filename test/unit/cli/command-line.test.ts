import { describe, expect, test } from 'vitest';
import { commandLine } from '../../../cli/command-line.ts';
import { calledBy } from '../../support/whole-command-line.ts';

describe('the command line', () => {
  test('imports nothing of a verb before its work is done', async () => {
    const begun: string[] = [];
    await commandLine(({ left }) => Promise.resolve(void begun.push(left))).parseAsync(['status'], { from: 'user' });

    expect(begun).toEqual(['Nothing was changed. The same command asks again.']);
  });

  test.each([
    ['up --stage prod', ['up', { stage: 'prod' }]],
    ['down --purge --yes', ['down', { purge: true, yes: true }]],
    ['status --json --aws', ['status', { stage: 'dev', json: true, aws: true }]],
    ['search-setup --yes --aws', ['search-setup', { stage: 'dev', yes: true, aws: true }]],
    ['search film alien --size 3', ['search', 'film', 'alien', { stage: 'dev', size: 3 }]],
    ['get stock alien-1979 osaka', ['get', 'stock', ['alien-1979', 'osaka'], { stage: 'dev' }]],
    [
      'replay --from -1h --consumer search --consumer analytics --wait',
      ['replay', { stage: 'dev', from: '-1h', to: 'now', consumer: ['search', 'analytics'], entity: [], wait: true }],
    ],
    ['replay list --json --limit 3', ['replay list', { stage: 'dev', json: true, limit: 3 }]],
    ['replay status some-replay --stage prod', ['replay status', 'some-replay', { stage: 'prod' }]],
    ['replay cancel some-replay', ['replay cancel', 'some-replay', { stage: 'dev' }]],
  ])('%s', async (line, [verb, ...expected]) => {
    const called = await calledBy(line.split(' '));

    expect(called?.verb).toBe(verb);
    expect([...(called?.args ?? []), called?.options]).toMatchObject(expected);
  });

  test.each(['bogus', 'search film', 'search film x --size 0', 'replay bogus', 'replay cancel', 'status --nonsense'])(
    '"%s" is a mistake',
    async (line) => {
      await expect(calledBy(line.split(' '))).rejects.toThrow();
    },
  );
});
