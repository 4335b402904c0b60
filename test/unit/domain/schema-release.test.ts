import { expect, test } from 'vitest';
import { defineEntity, type EntityDefinition } from '../../../shared/domain/definition/entity.ts';
import type { FieldSet } from '../../../shared/domain/definition/field.ts';
import { integer, keyword, optional } from '../../../shared/domain/definition/fields.ts';
import { releasedSchema } from '../../../shared/domain/schema/released-schema.ts';
import { explainRelease, releaseState } from '../../../shared/domain/schema/schema-release.ts';

const original = { id: keyword(), name: keyword(), minutes: integer({ minimum: 1 }) };

function film(fields: FieldSet, more: Partial<EntityDefinition> = {}) {
  return defineEntity({ name: 'film', recognise: { pk: 'FILM#{id}' }, fields, ...more });
}

const releases = new Map([[1, releasedSchema(film(original))]]);

function explained(entity: ReturnType<typeof film>, released = releases): string {
  return explainRelease(entity, releaseState(entity, released));
}

test('what was released needs nothing', () => {
  expect(releaseState(film(original), releases)).toEqual({ status: 'released' });
});

test('what was never released says what to run', () => {
  expect(explained(film(original), new Map())).toBe(
    'film@1 is to be released: it has never been released.\nRun: npx headwater schemas release',
  );
});

test('a compatible change is to be released', () => {
  expect(explained(film({ ...original, genre: optional(keyword()) }))).toBe(
    [
      'film@1 is to be released: it differs from the released film@1.',
      '  /genre: it is new, and optional',
      'Run: npx headwater schemas release',
    ].join('\n'),
  );
});

test('an incompatible change without a new version names entity, field, who breaks and what to do', () => {
  const { name, ...rest } = original;

  expect(explained(film({ ...rest, title: name, minutes: integer() }))).toBe(
    [
      'film@1 cannot be released:',
      '  /name: it was removed: consumers break that read its events with the released film@1.',
      '  /minutes: its minimum went from 1 to none: consumers break that read its events with the released film@1.',
      '  /title: it is new, and required: rows that are out there do not fit: items in the table, events to be replayed, documents in the stores.', // prettier-ignore
      '  Undo it, or make a new version: version: 2, and evolve: { 1: (row) => ... } that makes its rows of the older ones (docs/schemas.md). Then run: npx headwater schemas release', // prettier-ignore
    ].join('\n'),
  );
});

test('the same change with a new version and its evolve function is to be released', () => {
  const { name, ...rest } = original;
  const entity = film({ ...rest, title: name }, { version: 2, evolve: { 1: (row) => row } });

  expect(releaseState(entity, releases)).toMatchObject({ status: 'due', since: 'film@1' });
  expect(explained(entity)).toContain('/name: it was removed (breaks consumers)');
});

test('a new version without evolve would reject what is on its way', () => {
  expect(explained(film(original, { version: 2 }))).toContain(
    'evolve has no function from 1: events of film@1 that are on their way, or replayed, would be rejected.',
  );
});

test('a version that is skipped needs its step as well', () => {
  expect(explained(film(original, { version: 3, evolve: { 1: (row) => row } }))).toContain(
    'evolve has no function from 2',
  );
});

test('a version never goes back', () => {
  const entity = film(original, { version: 1 });
  const later = new Map([...releases, [2, releasedSchema(film(original, { version: 2 }))]]);

  expect(explained(entity, later)).toContain('film@2 has been released, and a version never goes back');
});
