import { expect, test } from 'vitest';
import { mappingHash } from '../../infra/constructs/search-setup.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { integer, keyword, text } from '../../shared/domain/definition/fields.ts';

const declared = { name: 'film', recognise: 'every-item', fields: { id: keyword(), title: keyword() } } as const;
const before = mappingHash(defineEntity(declared));

test('search set-up runs again when a field is searched in another way, added, or the version counts up', () => {
  const changes = [
    { ...declared, fields: { ...declared.fields, title: text() } },
    { ...declared, fields: { ...declared.fields, rating: integer() } },
    { ...declared, version: 2 },
  ];
  for (const changed of changes) expect(mappingHash(defineEntity(changed))).not.toBe(before);
});

test('search set-up does not run again for what no index sees', () => {
  const stricter = { ...declared, fields: { ...declared.fields, title: keyword({ minLength: 1 }) } };
  expect(mappingHash(defineEntity(stricter))).toBe(before);
});
