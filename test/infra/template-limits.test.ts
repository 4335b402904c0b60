/** Definitions that grow: what CloudFormation takes passes, and what it does not is told at synth, with the count. */
import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  decimal,
  defineConsumer,
  defineEntity,
  defineHeadwater,
  defineTable,
  keyword,
  optional,
  text,
} from '../../face/headwater.ts';
import { headwaterApp, type HeadwaterAppProps } from '../../infra/headwater-app.ts';
import { templateProblems } from '../../infra/template-limits.ts';
import { isRecord } from '../../shared/domain/definition/shape.ts';
import { project } from '../../shared/project/project.ts';

const FIELDS = 30;
const KINDS = [keyword, text, () => decimal(10, 2)];

/** Entities of thirty fields, and consumers that share them among each other, after one of each kind that takes them all. */
function definitionOf(entityCount: number, consumerCount: number) {
  const entities = Array.from({ length: entityCount }, (_, nth) => {
    const others = Array.from({ length: FIELDS - 1 }, (_, field) => {
      const kind = optional((KINDS[field % KINDS.length] ?? keyword)());
      return [`fieldNumber${field}`, kind] as const;
    });
    const fields = { id: keyword(), ...Object.fromEntries(others) };
    return defineEntity({ name: `entity-number-${nth}`, recognise: { pk: `E${nth}#{id}`, sk: `E${nth}` }, fields });
  });
  const several = Array.from({ length: consumerCount - 2 }, (_, nth) =>
    defineConsumer({
      type: 'search',
      name: `search-${nth}`,
      entities: entities.filter((_, index) => index % (consumerCount - 2) === nth),
    }),
  );
  const table = defineTable({
    name: 'main',
    partitionKey: { name: 'pk', type: 'string' },
    sortKey: { name: 'sk', type: 'string' },
    entities,
  });
  return defineHeadwater({
    name: 'big',
    tables: [table],
    consumers: [
      defineConsumer({ type: 'webhook', name: 'all', entities, url: 'https://example.com/changes' }),
      defineConsumer({ type: 'analytics', name: 'analytics', entities }),
      ...several,
    ],
  });
}

function synth(definition: ReturnType<typeof definitionOf>, settings: NonNullable<HeadwaterAppProps['stages']>['dev']) {
  const { app } = headwaterApp(definition, project().config, {
    context: { 'aws:cdk:bundling-stacks': [], stage: 'dev' },
    outdir: mkdtempSync(join(tmpdir(), 'headwater-limits-')),
    analyticsReporting: false,
    stages: { dev: settings ?? {} },
  });
  return app.synth().stacks;
}

describe('sixty entities of thirty fields, twenty consumers', () => {
  const definition = definitionOf(60, 20);

  test('with event schemas they are too many resources: the sentence says which, and the way', () => {
    expect(() => synth(definition, {})).toThrow(
      /stack big-dev-stores has 683 resources, and CloudFormation takes 500: most are 240 AWS::.*eventSchemas: false/,
    );
  });

  test('without them they fit', () => {
    const stacks = synth(definition, { settings: { eventSchemas: false, entityQueries: false } });

    expect(stacks.flatMap(templateProblems)).toEqual([]);
    const resources = stacks.flatMap(({ template }) => {
      const parts: unknown = template;
      return isRecord(parts) && isRecord(parts['Resources']) ? Object.values(parts['Resources']) : [];
    });
    const rules = resources.filter((one) => isRecord(one) && one['Type'] === 'AWS::Events::Rule');
    // The rule of all sixty is spelled by prefixes, that of a few in full.
    expect(JSON.stringify(rules)).toContain('{"prefix":"entity-number-59."}');
    expect(JSON.stringify(rules)).toContain('"entity-number-0.created"');
    expect(JSON.stringify(resources)).toMatch(/"Consumer all: entity-number-0, .*entity-number-\d+ and \d+ more"/);
  });
});

test('what a resource grows beyond is named, with what only the deploy knows counted in', () => {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'headwater-limits-')), analyticsReporting: false });
  const stack = new Stack(app, 'grown');
  const queue = new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' });
  const Variables = {
    SMALL: 'x',
    LARGE: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`queue${n}`, queue.ref])),
  };
  new CfnResource(stack, 'Fine', {
    type: 'AWS::Lambda::Function',
    properties: { Environment: { Variables: { A: 'x'.repeat(4_000) } } },
  });
  new CfnResource(stack, 'Grown', { type: 'AWS::Lambda::Function', properties: { Environment: { Variables } } });
  const PolicyDocument = { Statement: [{ Resource: Array.from({ length: 80 }, () => queue.ref) }] };
  new CfnResource(stack, 'Policy', { type: 'AWS::SQS::QueuePolicy', properties: { Queues: [], PolicyDocument } });

  expect(app.synth().stacks.flatMap(templateProblems)).toEqual([
    expect.stringMatching(
      /^stack grown, AWS::Lambda::Function Grown: its environment has about 5,\d+ bytes, and 4,096 are the most/,
    ),
    expect.stringMatching(
      /^stack grown, AWS::SQS::QueuePolicy Policy: its policy has about 9,\d+ bytes, and 8,192 are the most/,
    ),
  ]);
});
