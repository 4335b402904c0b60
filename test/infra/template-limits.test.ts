/** Definitions that grow: what CloudFormation takes passes, and what it does not is told at synth, with the count. */
import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { mkdtempSync, statSync } from 'node:fs';
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
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { Headwater } from '../../infra/headwater.ts';
import { headwaterApp, type HeadwaterAppProps } from '../../infra/headwater-app.ts';
import { SizeCheck } from '../../infra/size-check.ts';
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

  new SizeCheck(app, 'SizeCheck', [stack]);

  const synthIt = () => app.synth();
  expect(synthIt).toThrow(
    /stack grown, AWS::Lambda::Function Grown: its environment has about 5,\d+ bytes, and 4,096 are the most/,
  );
  expect(synthIt).toThrow(
    /stack grown, AWS::SQS::QueuePolicy Policy: its policy has about 9,\d+ bytes, and 8,192 are the most/,
  );
  expect(synthIt).not.toThrow(/Fine/);
});

describe("the construct in somebody's own app", () => {
  function appOfTheirs(entityCount: number) {
    const outdir = mkdtempSync(join(tmpdir(), 'headwater-limits-'));
    const app = new App({
      context: { ...FEATURE_FLAGS, 'aws:cdk:bundling-stacks': [] },
      outdir,
      analyticsReporting: false,
    });
    const stack = new Stack(app, 'Theirs');
    new Headwater(stack, 'Sync', { definition: definitionOf(entityCount, 3), definitionFile: project().config });
    return { app, file: join(outdir, stack.templateFile) };
  }

  test('too many resources: our sentence, and not the one of the CDK', () => {
    expect(() => appOfTheirs(60).app.synth()).toThrow(
      /this cannot be deployed:\n {2}- stack Theirs has \d+ resources, and CloudFormation takes 500: .*eventSchemas: false/,
    );
  });

  test('a template is refused for its bytes as they are in the file', () => {
    const large = appOfTheirs(25);
    expect(() => large.app.synth()).toThrow(/stack Theirs makes a template of [\d,]+ bytes, and CloudFormation takes/);
    const { size } = statSync(large.file);
    expect(size).toBeGreaterThan(1_000_000);
    expect(() => large.app.synth()).toThrow(size.toLocaleString('en'));

    const fits = appOfTheirs(15);
    fits.app.synth();
    expect(statSync(fits.file).size).toBeLessThan(1_000_000);
  });

  test('two that ask in one stack are told once', () => {
    const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'headwater-limits-')), analyticsReporting: false });
    const stack = new Stack(app, 'Full');
    for (let n = 0; n < 501; n += 1) new CfnResource(stack, `Q${n}`, { type: 'AWS::SQS::Queue' });
    SizeCheck.ofStackAround(new Construct(stack, 'One'));
    SizeCheck.ofStackAround(new Construct(stack, 'Two'));

    expect(app.node.findAll().filter((one) => one instanceof SizeCheck)).toHaveLength(1);
    expect(() => app.synth()).toThrow(/^this cannot be deployed:\n {2}- stack Full has 501 resources[^\n]*$/);
  });
});
