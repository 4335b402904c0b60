import { describe, expect, test } from 'vitest';
import { claimFor } from '../../../shared/domain/change/claim.ts';
import { isGone, keyOfClaim, occursIn, tellingTexts, type HeldRow } from '../../../shared/domain/history/erasure.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';

function change(operation: string, sequence: number, at: number): HeldRow {
  return { operation, position: positionOf('g', String(sequence)), at, holds: true };
}
const read = (operation: string, at: number): HeldRow => ({ operation, position: null, at, holds: true });

describe('a row is gone', () => {
  test.each([
    ['when nothing is known of it', [], true],
    [
      'not when a change of a higher position came after its deletion',
      [change('deleted', 9, 900), change('updated', 10, 800)],
      false,
    ],
    ['by position, not by time', [change('updated', 9, 900), change('deleted', 10, 800)], true],
    ['not when a later read found it', [change('deleted', 9, 0), read('snapshot', 100_000)], false],
    ['when a read within the margin found it', [change('deleted', 9, 50_000), read('snapshot', 100_000)], true],
    ['when the newest read found nothing', [read('snapshot', 1), read('absent', 2)], true],
  ] as const)('%s', (_, rows, expected) => {
    expect(isGone(rows)).toBe(expected);
  });
});

describe('texts worth looking for', () => {
  test('are those of the row that identify it, at any depth', () => {
    const row = { name: 'Zebulon Quackenbush', homes: [{ town: 'Llanfairpwll' }], id: 'zebulon-1', age: 61 };

    expect(tellingTexts([row, row], 'zebulon-1|x')).toEqual(['Zebulon Quackenbush', 'Llanfairpwll']);
  });

  test('are no dates, no numbers, nothing short', () => {
    const row = { at: '2026-11-24T18:00:00Z', amount: '12345678901.50', genre: 'Comedy' };

    expect(tellingTexts([row], 'k')).toEqual([]);
  });

  test('are found by their beginnings, which never end in half a character', () => {
    const [text = ''] = tellingTexts([`${'a'.repeat(119)}😀 and more`], 'k');

    expect(text).toBe('a'.repeat(119));
  });

  test('are found as they are, in JSON, in JSON within JSON, and in CSV', () => {
    const name = 'Zebulon "Zeb" Quackenbush\n';
    const json = JSON.stringify({ name });

    for (const held of [name, json, JSON.stringify({ body: json }), `"${name.replaceAll('"', '""')}",1`]) {
      expect(occursIn(held, name)).toBe(true);
    }
    expect(occursIn(json, 'Zebulon Zeb')).toBe(false);
  });
});

describe('whose rows lie in a claim', () => {
  const base = {
    entity: 'stock',
    id: 'e',
    key: 'a%7Cb|osaka',
    at: '2026-11-24T18:00:00Z',
    position: positionOf('g', '1'),
  };
  const row = { filmId: 'a|b', store: 'osaka', note: 'large' };
  const names = ['filmId', 'store'];

  test('is told by the row it has', () => {
    const created = claimFor({ ...base, operation: 'created', after: row });
    const deleted = claimFor({ ...base, operation: 'deleted', before: row });
    const updated = claimFor({ ...base, operation: 'updated', after: row, before: { note: 'x' }, changed: ['note'] });

    for (const { body } of [created, deleted, updated]) expect(keyOfClaim(body, names)).toBe(base.key);
  });

  test('is not told by a row without its whole key, nor by anything else', () => {
    expect(keyOfClaim(claimFor({ ...base, operation: 'created', after: row }).body, ['filmId', 'sk'])).toBeUndefined();
    expect(keyOfClaim('no JSON', names)).toBeUndefined();
  });
});
