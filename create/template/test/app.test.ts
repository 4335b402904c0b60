import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import { headwaterApp } from 'headwater/cdk';
import definition from '../headwater.config.ts';

const file = fileURLToPath(new URL('../headwater.config.ts', import.meta.url));

void test('the app synthesizes: a table whose every change is read, and a rule for its consumer', () => {
  const { stores, pipeline } = headwaterApp(definition, file);

  Template.fromStack(stores).hasResourceProperties('AWS::DynamoDB::Table', {
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  Template.fromStack(pipeline).hasResourceProperties('AWS::Events::Rule', { State: 'ENABLED' });
});

void test('every entity has a consumer that keeps its rows', () => {
  const declared = definition.tables.flatMap(({ entities }) => entities.map(({ name }) => name));
  const kept = definition.consumers.flatMap(({ entities }) => entities.map(({ name }) => name));

  assert.deepEqual(
    declared.filter((name) => !kept.includes(name)),
    [],
  );
});
