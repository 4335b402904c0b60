import { film } from '../../fixtures/shop/entities.ts';
import { expect, test } from 'vitest';
import { createMemoryEffectRecord } from '../../../shared/adapters/memory/effect-record.ts';
import { MemoryDeadLetters } from '../../../shared/adapters/memory/dead-letters.ts';
import type { Change } from '../../../shared/domain/change/change.ts';
import type { JsonObject } from '../../../shared/domain/row/json.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';
import { liftTo } from '../../../shared/domain/change/lift.ts';
import { consume } from '../../../shared/runtime/consume.ts';
import { nextAttempt } from '../../../shared/runtime/effect-attempt.ts';
import {
  applyByFunction,
  isNoNews,
  postpone,
  refuse,
  type ChangeFunction,
} from '../../../shared/runtime/run-function.ts';
import { recordingCounter } from '../../support/outcome-counter.ts';

type Film = { readonly id: string };

interface Setting {
  readonly sideEffects?: boolean;
  readonly timeLeft?: number;
  readonly when?: (change: Change) => boolean;
}

/** A function of one's own, deployed once: its records and its DLQ stay from delivery to delivery. */
function deployed(run: ChangeFunction<Film>, { sideEffects = false, timeLeft = 30_000, when }: Setting = {}) {
  const effects = sideEffects ? createMemoryEffectRecord({ longestRunMs: 0 }) : undefined;
  const deadLetters = new MemoryDeadLetters();
  const counter = recordingCounter();
  const thrown: string[] = [];
  const apply = applyByFunction<Film>({
    run,
    when,
    context: { table: () => '', queue: () => '' },
    effects,
    timeLeft: () => timeLeft,
    onError: ({ key }) => thrown.push(key),
  });
  const deliver = async (event: JsonObject): Promise<'again' | 'done'> => {
    const record = { messageId: 'm', receiptHandle: 'h', body: JSON.stringify(event), attributes: {} } as never;
    const { batchItemFailures } = await consume(
      { Records: [record] },
      {
        consumer: 'mails',
        entities: new Set(['film']),
        lift: liftTo([film]),
        apply,
        deadLetters,
        redelivery: { delay: () => Promise.resolve() },
        counter,
        ...(sideEffects && { refuses: isNoNews, inLetter: nextAttempt }),
      },
    );
    return batchItemFailures.length > 0 ? 'again' : 'done';
  };
  return { deliver, letters: deadLetters.letters, counts: counter.counts, thrown };
}

function event(operation: Change['operation'], keys: readonly string[], more: JsonObject = {}): JsonObject {
  const position = positionOf('2026-11-01T09:00:00.000', '7');
  const changes = keys.map((key) => ({
    id: `e-${key}`,
    key,
    at: '2026-11-23T18:00:00Z',
    ...(operation !== 'snapshot' && { position }),
    after: { id: key },
    ...(more['cause'] !== undefined && { cause: more['cause'] }),
  }));
  return {
    source: 'headwater.shop',
    'detail-type': `film.${operation}`,
    detail: { schema: 'film@1', changes },
    ...more,
  };
}

test('the function runs once per change, and what it does not care for is suppressed', async () => {
  const seen: string[] = [];
  const { deliver, counts } = deployed(
    async ({ key }) => {
      seen.push(key);
      return Promise.resolve(undefined);
    },
    { when: ({ key }) => key !== 'b' },
  );

  expect(await deliver(event('created', ['a', 'b', 'c']))).toBe('done');

  expect(seen).toEqual(['a', 'c']);
  expect(counts).toEqual({ 'film Applied': 2, 'film Suppressed': 1 });
});

test('one change that throws comes again, and the others are done all the same', async () => {
  const { deliver, counts, thrown, letters } = deployed(({ key }) =>
    key === 'a' ? Promise.reject(new TypeError('SECRET')) : Promise.resolve(undefined),
  );

  expect(await deliver(event('created', ['a', 'b']))).toBe('again');

  expect(counts).toEqual({ 'film Retry': 1, 'film Applied': 1 });
  expect(thrown).toEqual(['a']);
  expect(letters).toEqual([]);
});

test('the function decides: refused is a dead letter with its words, postponed comes again', async () => {
  const { deliver, letters } = deployed(({ key }) =>
    Promise.resolve(key === 'a' ? refuse('no such mailing list') : undefined),
  );
  const later = deployed(() => Promise.resolve(postpone('the server is busy')));

  expect(await deliver(event('created', ['a', 'b']))).toBe('done');
  expect(await later.deliver(event('created', ['a']))).toBe('again');

  expect(letters).toMatchObject([
    { key: 'a', reason: { code: 'HW_FUNCTION_REJECTED', message: 'no such mailing list' } },
  ]);
});

test('nothing is begun when little time is left', async () => {
  const { deliver, counts } = deployed(() => Promise.resolve(undefined), { timeLeft: 5_000 });

  expect(await deliver(event('created', ['a']))).toBe('again');
  expect(counts).toEqual({ 'film Retry': 1 });
});

test('a filter that throws is no effect in doubt: the change comes again', async () => {
  const broken = {
    sideEffects: true,
    when: () => {
      throw new TypeError('no price');
    },
  };
  const { deliver, letters } = deployed(() => Promise.resolve(undefined), broken);

  expect(await deliver(event('created', ['a']))).toBe('again');
  expect(letters).toEqual([]);
});

const withEffects = { sideEffects: true };

test('with side effects, a change that is delivered twice is done once', async () => {
  let mails = 0;
  const { deliver, counts } = deployed(() => {
    mails += 1;
    return Promise.resolve(undefined);
  }, withEffects);

  await deliver(event('created', ['a']));
  await deliver(event('created', ['a']));

  expect(mails).toBe(1);
  expect(counts).toEqual({ 'film Applied': 1, 'film Stale': 1 });
});

test('with side effects, what was postponed is done later', async () => {
  const answers = [postpone('busy'), undefined];
  const { deliver, counts } = deployed(() => Promise.resolve(answers.shift()), withEffects);

  expect(await deliver(event('created', ['a']))).toBe('again');
  expect(await deliver(event('created', ['a']))).toBe('done');
  expect(counts).toEqual({ 'film Retry': 1, 'film Applied': 1 });
});

test('with side effects, a throw leaves it uncertain: a dead letter, and no second run by a duplicate', async () => {
  let runs = 0;
  const { deliver, letters } = deployed(() => {
    runs += 1;
    return Promise.reject(new Error('SECRET: the answer of the mail server got lost'));
  }, withEffects);

  expect(await deliver(event('created', ['a']))).toBe('done');
  expect(await deliver(event('created', ['a']))).toBe('done');

  expect(runs).toBe(1);
  expect(letters[0]).toMatchObject({ key: 'a', reason: { code: 'HW_EFFECT_UNCERTAIN' } });
  expect(JSON.stringify(letters)).not.toContain('SECRET');
});

test('a dead letter that a person sends back is another attempt, and that too is made once', async () => {
  const ends: Promise<undefined>[] = [Promise.reject(new Error('lost')), Promise.resolve(undefined)];
  let runs = 0;
  const { deliver, letters } = deployed(() => ends[runs++] ?? Promise.reject(new Error('a third run')), withEffects);
  await deliver(event('created', ['a']));
  const letter = letters[0]?.payload as JsonObject;

  await deliver(letter);
  await deliver(letter);

  expect(runs).toBe(2);
  expect(letters).toHaveLength(1);
});

test('an invocation that broke off leaves it uncertain', async () => {
  const brokenOff = deployed(() => new Promise(() => undefined), withEffects);
  void brokenOff.deliver(event('created', ['a']));

  expect(await brokenOff.deliver(event('created', ['a']))).toBe('done');
  expect(brokenOff.letters).toMatchObject([{ key: 'a', reason: { code: 'HW_EFFECT_UNCERTAIN' } }]);
});

test.each([
  ['a replay', event('created', ['a'], { 'replay-name': 'r1' })],
  ['a snapshot', event('snapshot', ['a'])],
  ['a repair', event('created', ['a'], { cause: 'repair' })],
  ['a backfill', event('created', ['a'], { cause: 'backfill' })],
])('with side effects, %s is refused, and counted as suppressed', async (_, notNew) => {
  const { deliver, counts } = deployed(() => Promise.reject(new Error('it ran')), withEffects);

  expect(await deliver(notNew)).toBe('done');
  expect(counts).toEqual({ 'film Suppressed': 1 });
});

test('without side effects, a replay is taken', async () => {
  const { deliver, counts } = deployed(() => Promise.resolve(undefined));

  await deliver(event('created', ['a'], { 'replay-name': 'r1' }));
  expect(counts).toEqual({ 'film Applied': 1 });
});
