/** `rest()` and `map()` in released schemas. */
import { expect, test } from 'vitest';
import { defineEntity, type EntityDefinition } from '../../../shared/domain/definition/entity.ts';
import { double, keyword, map, object, optional, rest } from '../../../shared/domain/definition/fields.ts';
import type { EntityPolicy } from '../../../shared/domain/definition/policy.ts';
import { releasedSchema } from '../../../shared/domain/schema/released-schema.ts';
import { compareSchemas } from '../../../shared/domain/schema/schema-compatibility.ts';

const KEEP: EntityPolicy = { other: 'keep' };
const withRest = { name: keyword(), other: rest() };

function thingOf(definition: Partial<EntityDefinition>) {
  return defineEntity({ name: 'thing', recognise: 'every-item', fields: withRest, ...definition });
}

const differences = (from: Partial<EntityDefinition>, to: Partial<EntityDefinition>) =>
  compareSchemas(releasedSchema(thingOf(from)), releasedSchema(thingOf(to))).map(
    ({ field, what, breaks }) => `${field}: ${what} [${breaks.join(', ')}]`,
  );

test('know rest() and map(), and not what is dropped', () => {
  const fields = { m: optional(map()), other: rest() };
  expect(releasedSchema(thingOf({ fields, policy: KEEP }))['properties']).toEqual({
    m: { type: ['object', 'null'], additionalProperties: true },
    other: { type: 'object', additionalProperties: true, 'x-rest': true },
  });
  expect(releasedSchema(thingOf({ fields }))['properties']).not.toHaveProperty('other');
});

test.each<[string, Partial<EntityDefinition>, Partial<EntityDefinition>, string[]]>([
  [
    'a field that leaves rest() is compatible, and told',
    { policy: KEEP },
    { fields: { ...withRest, colour: optional(keyword()) }, policy: KEEP },
    ['/colour: it is new, and optional: until now its values stood in /other []'],
  ],
  [
    'unless it is required',
    { policy: KEEP },
    { fields: { ...withRest, colour: keyword() }, policy: KEEP },
    ['/colour: it is new, and required [older rows]'],
  ],
  ['kept from now on', {}, { policy: KEEP }, ['/other: it is new, and optional []']],
  ['dropped from now on', { policy: KEEP }, {}, ['/other: it was removed [consumers]']],
  [
    'an object that becomes a map',
    { fields: { m: object({ a: keyword() }) } },
    { fields: { m: map() } },
    ['/m: its keys are free, and were declared [consumers]'],
  ],
  [
    'a map that becomes an object',
    { fields: { m: map() } },
    { fields: { m: object({ a: optional(double()) }) } },
    ['/m: its keys are declared, and were free [older rows]'],
  ],
  [
    'a map that becomes rest()',
    { fields: { other: optional(map()), name: keyword() } },
    { policy: KEEP },
    ['/other: its type went from null or object to object [older rows]', '/other: it was one attribute, now rest() []'],
  ],
])('%s', (_, from, to, expected) => {
  expect(differences(from, to)).toEqual(expected);
});
