/** Keys on a terminal: one line, no control character, and what was printed can be typed again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import config from '../../fixtures/shop/headwater.config.ts';
import { readingsOf } from '../../../operations/row/item-key.ts';
import { rowNames } from '../../../operations/letters/letter-content.ts';
import { groupLetters } from '../../../operations/letters/group.ts';
import { letterOfMessage, letterOfObject } from '../../../operations/letters/read-letter.ts';
import type { QueueSource } from '../../../operations/letters/letter.ts';
import { describeGroups, describeLetter } from '../../../cli/output/letters.ts';
import { fromPlainText, plainText } from '../../../shared/domain/row/plain-text.ts';
import { describeDifference } from '../../../cli/output/verification.ts';
import { attributeText, KEY_JSON } from '../../../shared/adapters/sqs/dead-letters.ts';
import { ERRORS } from '../../../shared/domain/errors.ts';
import { queueSafe } from '../../../shared/domain/change/pack.ts';

const rejected: QueueSource = { kind: 'rejected', table: 'shop', url: 'rejected-url' };
const names = rowNames(config.tables);
// eslint-disable-next-line no-control-regex -- what may not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const strange = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('\n', '\r', '\t', '\u0000', '\u001b', '\u007f', '\u0085', '\u2028', '\\', 'n', '$&', 'a'),
      fc.string(),
    ),
    minLength: 1,
  })
  .filter((key) => key !== '');

/** As the normalizer stores it (adapters/sqs/dead-letters.ts). */
function letterAbout(key: string, id: string) {
  const texts = { code: 'HW_ROW_INVALID', message: `film ${key}: /title must be string`, entity: 'film', key };
  const attributes = { ...texts, [KEY_JSON]: queueSafe(JSON.stringify(key)) };
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: attributeText(text) }]),
  );
  return letterOfMessage(
    rejected,
    { MessageId: id, Body: '{}', Attributes: { SentTimestamp: '1' }, MessageAttributes },
    names,
  );
}

test('letters about keys with control characters are of one group with the others', () => {
  fc.assert(
    fc.property(strange, strange, (one, other) => {
      const letters = [letterAbout('plain', '1'), letterAbout(one, '2'), letterAbout(other, '3')];
      const groups = groupLetters(letters);
      expect(groups).toHaveLength(1);
      expect(groups[0]).toMatchObject({ letters: 3, problem: '/title must be string' });
      for (const line of describeGroups(groups).split('\n')) expect(line).not.toMatch(CONTROL);
      for (const line of describeLetter(letterAbout(one, '4')).split('\n')) expect(line).not.toMatch(CONTROL);
    }),
  );
});

test('a difference is one line, whatever its key holds', () => {
  fc.assert(
    fc.property(strange, (key) => {
      expect(describeDifference({ consumer: 'search', entity: 'film', key, kind: 'missing' })).not.toMatch(CONTROL);
    }),
  );
});

test('what is printed of a key is read as the key again; a text that needs no escape is itself first', () => {
  const [table] = config.tables;
  const film = table?.entities.find(({ name }) => name === 'film');
  if (!table || !film) throw new Error('the shop has films');
  fc.assert(
    fc.property(strange, (id) => {
      const [, ...others] = readingsOf(table, film, [id]);
      const keys = readingsOf(table, film, [plainText(id)]).map(({ key }) => key);
      const [key] = readingsOf(table, film, [id]).map((reading) => reading.key);
      // A backslash is printed as it is: only where it stands before a letter of an escape two keys are printed alike.
      if (!id.includes('\\')) expect(keys).toContain(key);
      if (!id.includes('\\') && !/%(25|7C|7E)|^~/.test(id)) expect(others).toEqual([]);
    }),
  );
  expect(fromPlainText('a\\nb\\u0085c\\u0041')).toBe('a\nb\u0085c\\u0041');
});

test('what Headwater did not write is called foreign, with advice that fits', () => {
  const message = letterOfMessage(rejected, { MessageId: '1', Body: 'hello' }, names);
  const object = letterOfObject(
    { kind: 'stream-failures', bucket: 'failures' },
    { key: 'notes.txt', modified: undefined, body: 'hello' },
    { tables: [] },
    names,
  );
  for (const { code } of [message, object]) expect(code).toBe('HW_LETTER_FOREIGN');
  expect(ERRORS.HW_LETTER_FOREIGN.next).not.toContain('NEW_AND_OLD_IMAGES');
});
