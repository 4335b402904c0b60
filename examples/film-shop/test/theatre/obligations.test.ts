import { describe, expect, test } from 'vitest';
import { Obligations } from '../../theatre/drill/obligations.ts';

function recorder() {
  const done: string[] = [];
  const obligation = (what: string, fails = false) => ({
    what,
    byHand: `mend ${what}`,
    putRight: () => {
      done.push(what);
      return fails ? Promise.reject(new Error('it is away')) : Promise.resolve();
    },
  });
  return { done, obligation };
}

describe('what a drill has broken', () => {
  test('is put right the last first, but for what its chapter has mended', async () => {
    const { done, obligation } = recorder();
    const obligations = new Obligations();
    obligations.owe(obligation('queue'));
    const mended = obligations.owe(obligation('index'));
    obligations.owe(obligation('table'));
    mended();

    const failures = await obligations.settle(() => undefined);

    expect(done).toEqual(['table', 'queue']);
    expect(failures).toEqual([]);
  });

  test('is named when it cannot be put right, and the rest is put right all the same', async () => {
    const { done, obligation } = recorder();
    const obligations = new Obligations();
    obligations.owe(obligation('queue'));
    obligations.owe(obligation('table', true));

    const failures = await obligations.settle(() => undefined);

    expect(done).toEqual(['table', 'queue']);
    expect(failures.map(({ obligation: { byHand } }) => byHand)).toEqual(['mend table']);
  });

  test('is put right once', async () => {
    const { done, obligation } = recorder();
    const obligations = new Obligations();
    obligations.owe(obligation('queue'));

    await obligations.settle(() => undefined);
    await obligations.settle(() => undefined);

    expect(done).toEqual(['queue']);
  });
});
