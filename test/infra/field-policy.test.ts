/** What a field policy that hashes adds to the stacks, and that nothing is added without one. */
import { expect, test } from 'vitest';
import { film, stock } from '../fixtures/shop/entities.ts';
import { defineHeadwater } from '../../shared/domain/definition/define.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { defineConsumer, defineTable } from '../../shared/domain/definition/headwater.ts';
import { unacceptedFindings } from './support/nag.ts';
import { readable, statementsOf } from './support/statements.ts';
import { resource, resourcesOf, synthesize, type Synthesized } from './support/synth.ts';

const keys = { partitionKey: { name: 'pk', type: 'string' }, sortKey: { name: 'sk', type: 'string' } } as const;
const hashedFilm = defineEntity({ ...film, policy: { director: 'hash', imdbVotes: 'hash', genre: 'drop' } });

const hashing = synthesize(
  {},
  defineHeadwater({
    name: 'headwater',
    tables: [
      defineTable({ name: 'shop', ...keys, entities: [hashedFilm] }),
      defineTable({ name: 'stores', ...keys, entities: [stock] }),
    ],
    consumers: [
      defineConsumer({ type: 'search', name: 'search', entities: [hashedFilm, stock] }),
      defineConsumer({
        type: 'analytics',
        name: 'analytics',
        entities: [hashedFilm, stock],
        policy: { stock: { quantity: 'hash' } },
      }),
    ],
  }),
);

function readersOf({ pipelineTemplate }: Synthesized): string[] {
  const sections = statementsOf(pipelineTemplate).split('\n\n');
  return sections
    .filter((section) => section.includes('secretsmanager:GetSecretValue'))
    .map((section) => section.split(/Function|Normalizer/)[0] ?? '');
}

test('the key is generated, encrypted with our key, and stands in no template', () => {
  const { Properties } = resource(hashing.storesTemplate, 'AWS::SecretsManager::Secret', 'PolicyKey');
  expect(Properties).toMatchObject({ GenerateSecretString: { PasswordLength: 64 } });
  expect(Properties).not.toHaveProperty('SecretString');
  expect(readable(Properties['KmsKeyId'])).toMatch(/^<Key/);
});

test('only functions that hash may read it, and know where it is', () => {
  expect(readersOf(hashing)).toEqual(['Auditor', 'ConsumerAnalytics', 'StreamShop']);
  const told = Object.values(resourcesOf(hashing.pipelineTemplate, 'AWS::Lambda::Function'))
    .filter(({ Properties }) => JSON.stringify(Properties).includes('HEADWATER_POLICY_KEY_ARN'))
    .map(({ Properties }) => Properties['FunctionName']);
  expect(told.sort()).toEqual([
    'headwater-dev-auditor',
    'headwater-dev-consumer-analytics',
    'headwater-dev-normalizer-shop',
  ]);
});

test('cdk-nag finds nothing that was not accepted with a reason', () => {
  expect(unacceptedFindings(hashing.app)).toEqual([]);
});

test("Glue's columns are those of what is published", () => {
  const table = resource(hashing.storesTemplate, 'AWS::Glue::Table', 'AnalyticsTableFilm').Properties['TableInput'];
  const { Columns } = (table as { StorageDescriptor: { Columns: { Name: string; Type: string }[] } }).StorageDescriptor;
  expect(Columns).toContainEqual({ Name: 'imdbvotes', Type: 'string' });
  expect(Columns.map(({ Name }) => Name)).not.toContain('genre');
});

test('without a hash there is no secret, no statement and no output', () => {
  const plain = synthesize({});
  plain.storesTemplate.resourceCountIs('AWS::SecretsManager::Secret', 0);
  expect(readersOf(plain)).toEqual([]);
  expect(plain.pipelineTemplate.toJSON()['Outputs']).not.toHaveProperty('PolicyKey');
  expect(hashing.pipelineTemplate.toJSON()['Outputs']).toHaveProperty('PolicyKey');
});
