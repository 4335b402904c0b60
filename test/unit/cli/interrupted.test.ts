import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { CommandError } from '../../../cli/errors.ts';
import { interruptedBy, isAbort } from '../../../cli/interrupted.ts';
import { ASKS, tidiesUp } from '../../../cli/ending.ts';
import { runVerb } from '../../../cli/run-verb.ts';
import { interrupted } from '../../../local/errors.ts';

const GOES_ON = tidiesUp('The same command goes on.');

function named(name: string, options?: ErrorOptions): Error {
  return Object.assign(new Error('broken off', options), { name });
}

function failing(error: Error): () => Promise<never> {
  return () => Promise.reject(error);
}

const aborts: readonly (readonly [string, unknown])[] = [
  ['of the platform', AbortSignal.abort().reason],
  ['of the AWS SDK', named('AbortError')],
  ['of the OpenSearch client', named('RequestAbortedError')],
  ['of undici', Object.assign(new Error('aborted'), { code: 'UND_ERR_ABORTED' })],
  ['of timers and child processes', Object.assign(new Error('aborted'), { code: 'ABORT_ERR' })],
  ['of DuckDB', new Error('INTERRUPT Error: Interrupted!')],
  ['of the local cloud', interrupted()],
  ['in a cause', new TypeError('fetch failed', { cause: new Error('x', { cause: named('AbortError') }) })],
  ['among others', new AggregateError([new Error('x'), named('AbortError')])],
];

describe('what an abort makes a verb throw', () => {
  test.each(aborts)('is known: %s', (_, error) => {
    expect(isAbort(error)).toBe(true);
  });

  test.each([new Error('x'), named('TimeoutError'), new CommandError('x', 'y'), 'x', new AggregateError([])])(
    'and another failure is told apart: %s',
    (error) => {
      expect(isAbort(error)).toBe(false);
    },
  );

  test.each(aborts)('is shown as an interruption with what is left: %s', (_, error) => {
    expect(interruptedBy(error, 'Go on.')).toMatchObject({ message: 'Interrupted.', next: 'Go on.', exitCode: 130 });
  });

  test('a verb that says itself what it leaves is believed', () => {
    const own = new CommandError('Interrupted. Half of it.', 'Go on so.', { exitCode: 130 });

    expect(interruptedBy(own, 'Go on.')).toBe(own);
  });

  test('a failure as it ended is named by its first line', () => {
    const { message } = interruptedBy(new Error('the lease is lost\n    at x.ts:1'), 'Go on.');

    expect(message).toBe('Interrupted. As it ended: the lease is lost');
  });
});

describe('an interrupted verb', () => {
  test('ends with 130, whatever it throws or answers', async () => {
    const end = fc.oneof(
      fc.anything().map((thrown) => failing(thrown as Error)),
      fc.constantFrom(...aborts).map(([, error]) => failing(error as Error)),
      fc.constantFrom(0, 1, 2, 130).map((code) => () => Promise.resolve(code)),
    );
    await fc.assert(
      fc.asyncProperty(end, fc.constantFrom(ASKS, GOES_ON), async (work, ending) => {
        const pressed = new AbortController();
        const running = runVerb(ending, pressed.signal, async () => {
          pressed.abort();
          return work();
        });
        await expect(running).rejects.toMatchObject({ exitCode: 130 });
      }),
    );
  });

  test('that changes nothing is not waited for', async () => {
    vi.useFakeTimers();
    const pressed = new AbortController();
    const running = runVerb(ASKS, pressed.signal, () => new Promise(() => undefined));
    pressed.abort();
    vi.runAllTimers();
    vi.useRealTimers();

    await expect(running).rejects.toMatchObject({ exitCode: 130 });
  });

  test('that puts things right is', async () => {
    const pressed = new AbortController();
    const tidied = Promise.withResolvers<0>();
    let ended = false;
    const running = runVerb(GOES_ON, pressed.signal, () => tidied.promise).finally(() => (ended = true));
    pressed.abort();
    await new Promise(setImmediate);
    expect(ended).toBe(false);

    tidied.resolve(0);

    await expect(running).rejects.toMatchObject({ exitCode: 130 });
  });

  test('a reader that has read enough is none', async () => {
    const gone = new AbortController();
    const running = runVerb(ASKS, gone.signal, () => {
      gone.abort(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      return Promise.resolve(0);
    });

    expect(await running).toBe(0);
  });

  test('one that is interrupted before it began does not begin', async () => {
    let began = false;
    const running = runVerb(GOES_ON, AbortSignal.abort(), () => {
      began = true;
      return Promise.resolve(0);
    });

    await expect(running).rejects.toMatchObject({ exitCode: 130 });
    expect(began).toBe(false);
  });
});
