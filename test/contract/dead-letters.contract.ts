import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeadLetter, DeadLetters } from '../../shared/ports/dead-letters.ts';

export interface StoredLetter {
  readonly attributes: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface OpenLetters {
  readonly letters: DeadLetters;
  /** All letters stored, in any order. */
  stored(count: number): Promise<readonly StoredLetter[]>;
  /** Takes the queue away. */
  breakDown(): Promise<void>;
  close(): Promise<void>;
}

/** What every DeadLetters promises. */
export function deadLettersContract(name: string, open: () => Promise<OpenLetters>): void {
  describe(`dead letters: ${name}`, () => {
    let opened: OpenLetters;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test('a letter keeps what can be sent again, and the reason in words', async () => {
      await opened.letters.put([letter('f1')]);

      expect(await opened.stored(1)).toEqual([
        {
          attributes: {
            stage: 'search',
            code: 'HW_SEARCH_REJECTED',
            message: 'film f1: /price',
            field: '/price',
            entity: 'film',
            key: 'f1',
            position: 'g/1',
          },
          body: '{"the":"event of f1"}',
        },
      ]);
    });

    test('more letters than one request takes are all stored', async () => {
      await opened.letters.put(Array.from({ length: 23 }, (_, index) => letter(`f${index}`)));

      const keys = (await opened.stored(23)).map(({ attributes }) => attributes.key);
      expect(keys.toSorted()).toEqual(Array.from({ length: 23 }, (_, index) => `f${index}`).toSorted());
    });

    test('text that came as it is stays as it is', async () => {
      await opened.letters.put([{ ...letter('f1'), payload: 'no JSON {' }]);

      expect((await opened.stored(1))[0]?.body).toBe('no JSON {');
    });

    test('characters that a queue refuses do not lose the letter', async () => {
      const strange = {
        ...letter('f1'),
        key: 'bell \u0007 and \uFFFF and \ud800',
        payload: { title: 'a\uFFFE\u0001\ud800' },
      };

      await opened.letters.put([strange]);

      const [stored] = await opened.stored(1);
      expect(JSON.parse(stored?.body ?? '')).toEqual({ title: 'a\uFFFE\u0001\ud800' });
      expect(stored?.attributes.key).toMatch(/^bell .+ and .+ and .+$/);
    });

    test('a queue that is gone is an error: the caller must not acknowledge', async () => {
      await opened.breakDown();

      await expect(opened.letters.put([letter('f1')])).rejects.toMatchObject({ code: 'HW_DEAD_LETTER_FAILED' });
    });
  });
}

export function letter(key: string): DeadLetter {
  return {
    stage: 'search',
    reason: { code: 'HW_SEARCH_REJECTED', message: `film ${key}: /price`, field: '/price' },
    entity: 'film',
    key,
    position: 'g/1',
    payload: { the: `event of ${key}` },
  };
}
