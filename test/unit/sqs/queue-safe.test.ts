/** What SQS takes in a message's body, over all of Unicode; and that whoever sends asks for it. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { queueSafe } from '../../../shared/domain/change/pack.ts';

/** API reference, SendMessage: all others are refused (InvalidMessageContents). */
// eslint-disable-next-line no-control-regex -- what SQS takes of them
const TAKEN = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

test('every character of a key goes into a body that SQS takes, and comes out as it was', () => {
  for (let first = 0; first <= 0x10ffff; first += 0x100) {
    const text = Array.from({ length: 0x100 }, (_, offset) => String.fromCodePoint(first + offset)).join('a');
    const body = queueSafe(JSON.stringify({ filmId: text, store: text, quantity: 1 }));
    expect(TAKEN.test(body), `from U+${first.toString(16)}`).toBe(true);
    expect(JSON.parse(body)).toEqual({ filmId: text, store: text, quantity: 1 });
  }
});

/** They send bodies that come from a queue, a fixed text, or a detail that pack.ts has made safe. */
const SAFE_ALREADY = [
  'operations/letters/targets.ts',
  'examples/film-shop/theatre/bad-day/poison.ts',
  'shared/adapters/sqs/change-publisher.ts',
];

test('whoever sends to a queue makes its text safe', () => {
  const files = globSync('{shared,functions,operations,cli,examples,test/fixtures}/**/*.ts').filter((file) =>
    /new SendMessage(Batch)?Command/.test(readFileSync(file, 'utf8')),
  );
  expect(files).toContain('test/fixtures/shop/low-stock/handler.ts');
  const unsafe = files.filter((file) => !readFileSync(file, 'utf8').includes('queueSafe('));
  expect(unsafe.sort()).toEqual(SAFE_ALREADY.toSorted());
});
