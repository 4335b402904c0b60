import { describe, expect, test } from 'vitest';
import type { Poison } from '../../theatre/bad-day/day.ts';
import { assertFaultSwitches } from '../../theatre/bad-day/fault-switches.ts';
import { compareWithPoison, type Letter } from '../../theatre/bad-day/letters.ts';
import { tellStory } from '../../theatre/story/story.ts';
import { describeClaims } from '../../theatre/bad-day/verdict.ts';

const untitled: Poison = {
  source: 'rejected shop',
  code: 'HW_ROW_INVALID',
  entity: 'film',
  key: 'f1',
  field: '/title',
};

function letter(rest: Partial<Letter> = {}): Letter {
  return {
    source: 'rejected shop',
    code: 'HW_ROW_INVALID',
    message: 'film f1: /title must be string',
    field: '/title',
    rows: [{ entity: 'film', key: 'f1' }],
    ...rest,
  };
}

describe('the letters of a day are exactly its poison', () => {
  test('when each was put in, and each is there', () => {
    expect(compareWithPoison([letter()], [untitled])).toEqual({ missing: [], unexpected: [] });
  });

  test.each([
    ['another row', letter({ rows: [{ entity: 'film', key: 'f2' }] })],
    ['another reason', letter({ code: 'HW_EVENT_TOO_LARGE' })],
    ['another field', letter({ field: '/price' })],
    ['another place', letter({ source: 'dlq search' })],
  ])('and not when one is about %s', (_, other) => {
    const { missing, unexpected } = compareWithPoison([other], [untitled]);
    expect([missing.length, unexpected.length]).toEqual([1, 1]);
  });

  test('and not when one came once too often', () => {
    expect(compareWithPoison([letter(), letter()], [untitled])).toEqual({
      missing: [],
      unexpected: ['rejected shop HW_ROW_INVALID film f1 /title'],
    });
  });
});

test('a claim that does not hold says why', () => {
  const text = describeClaims([
    { claim: 'in step', holds: true },
    { claim: 'balanced', holds: false, why: 'one change is missing' },
  ]);
  expect(text).toContain('✓ in step\n');
  expect(text).toContain('✗ balanced: one change is missing');
});

test('a story fits a terminal of 100 columns', () => {
  const said: string[] = [];
  const say = (text: string): void => void said.push(...text.split('\n'));
  const nothing = (): void => undefined;
  const story = tellStory({ json: false, say, result: nothing, note: nothing, log: nothing });

  story.chapter('Long', 'word '.repeat(60).trim());

  expect(Math.max(...said.map(({ length }) => length))).toBeLessThanOrEqual(100);
  expect(said.join(' ').match(/word/g)).toHaveLength(60);
});

test('a cloud without fault switches is refused before anything is done to it', async () => {
  await expect(assertFaultSwitches('http://127.0.0.1:9')).rejects.toThrow(/faults on request/);
});
