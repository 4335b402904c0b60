import { expect, test } from 'vitest';
import config from '../fixtures/shop/headwater.config.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { keyword } from '../../shared/domain/definition/fields.ts';
import { resourcesOf, synthesize } from './support/synth.ts';

test('the schema of each detail-type is in a registry, named as discovery names it', () => {
  const { storesTemplate } = synthesize({ stage: 'dev' });
  storesTemplate.hasResourceProperties('AWS::EventSchemas::Registry', { RegistryName: 'headwater-dev' });

  const schemas = Object.values(resourcesOf(storesTemplate, 'AWS::EventSchemas::Schema')).map((one) => one.Properties);

  const entities = config.tables.flatMap((table) =>
    table.entities.map(({ name }) => `headwater.${table.name}@${name}`),
  );
  expect(schemas.map(({ SchemaName }) => SchemaName).sort()).toEqual(
    entities.flatMap((name) => ['created', 'deleted', 'snapshot', 'updated'].map((one) => `${name}.${one}`)).sort(),
  );
  for (const { Type, Content, Description } of schemas) {
    expect(Type).toBe('OpenApi3');
    expect(JSON.parse(String(Content))).toHaveProperty('components.schemas.AWSEvent.properties.detail');
    expect(String(Description).length).toBeLessThanOrEqual(256);
  }
});

test('a cloud without a registry gets none', () => {
  const { storesTemplate } = synthesize({ omit: 'AWS::EventSchemas::Registry,AWS::EventSchemas::Schema' });

  expect(JSON.stringify(storesTemplate.toJSON())).not.toContain('EventSchemas');
});

test('an entity too large for the registry is refused at synth', () => {
  const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`field${index}`, keyword()]));
  const huge = defineEntity({ name: 'huge', recognise: { pk: 'H#{id}', sk: 'H' }, fields: { id: keyword(), ...many } });
  const [shop] = config.tables;

  expect(() =>
    synthesize({}, { ...config, consumers: [], tables: shop ? [{ ...shop, entities: [huge] }] : [] }),
  ).toThrow(/headwater\.shop@huge\.created: its schema has \d+ characters/);
});
