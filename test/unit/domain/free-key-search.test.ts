import { describe, expect, test } from 'vitest';
import { defineEntity } from '../../../shared/domain/definition/entity.ts';
import { keyword, list, map, object, optional, rest } from '../../../shared/domain/definition/fields.ts';
import { refusedInFreeKeys } from '../../../shared/domain/search-query/free-key-search.ts';

describe('a search in free keys', () => {
  const entity = defineEntity({
    name: 'thing',
    recognise: 'every-item',
    fields: { title: keyword(), m: map(), o: object({ m: optional(list(map())) }), other: rest() },
  });

  test.each([
    ['m.price:<5', 'range'],
    ['alien m.price:>=5', 'range'],
    ['-m.price:1..5', 'range'],
    ['m.a.b:..5', 'range'],
    ['o.m.price:[1 TO 5]', 'range'],
    ['(other.year:{1990 TO *})', 'range'],
    ['m:>5', 'range'],
    ['m.colour:rad~', 'typing errors'],
    ['other.colour:rad~1', 'typing errors'],
    ['m.colour:"red blue"~2', 'typing errors'],
  ])('is refused with the reason: %s', (query, reason) => {
    const refused = refusedInFreeKeys(entity, query);
    expect(refused?.message).toContain(reason);
    expect(refused?.next).toContain('Declare what you search as a field of thing');
  });

  test.each([
    'm.colour:red',
    'm.colour:"1..5"',
    'm.colour:"red~"',
    'm.note:a.b',
    'title:<5',
    'mm.x:<5',
    'star wars',
    '3:10 to Yuma',
    '5..9 ~',
  ])('is asked: %s', (query) => {
    expect(refusedInFreeKeys(entity, query)).toBeUndefined();
  });
});
