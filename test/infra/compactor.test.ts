import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { project } from '../../shared/project/project.ts';
import { buildBundle } from '../../infra/constructs/bundle.ts';
import { resource, resourcesOf, synthesize } from './support/synth.ts';

const { pipelineTemplate, storesTemplate } = synthesize({ stage: 'dev' });

test('history is compacted once an hour, by a function that may invoke itself and no other', () => {
  const { ScheduleExpression, Targets } = resource(pipelineTemplate, 'AWS::Events::Rule', 'CompactorHourly').Properties;
  expect(ScheduleExpression).toBe('rate(1 hour)');
  expect(JSON.stringify(Targets)).toContain('CompactorFunction');
  const policy = JSON.stringify(resource(pipelineTemplate, 'AWS::IAM::Policy', 'CompactorFunction').Properties);
  expect(policy).toContain('function:headwater-dev-compactor"');
  expect(policy.match(/lambda:InvokeFunction/g)).toHaveLength(1);
});

test('the compactor may remove history, and write there only what it has gathered', () => {
  const { PolicyDocument } = resource(pipelineTemplate, 'AWS::IAM::Policy', 'CompactorFunction').Properties;
  const { Statement } = PolicyDocument as { Statement: { Action: string | string[]; Resource: unknown }[] };
  const within = (action: string) =>
    Statement.filter(({ Action }) => [Action].flat().includes(action))
      .map(({ Resource }) => JSON.stringify(Resource))
      .filter((text) => text.includes('/history/'));
  expect(within('s3:DeleteObject')).toEqual([expect.stringContaining('"/history/*"')]);
  expect(within('s3:PutObject')).toEqual([expect.stringContaining('"/history/entity=*/gathered-*"')]);
});

test('without an analytics consumer nothing is compacted', () => {
  const consumers = headwater.consumers.filter(({ type }) => type !== 'analytics');
  const functions = Object.keys(
    resourcesOf(synthesize({}, { ...headwater, consumers }).pipelineTemplate, 'AWS::Lambda::Function'),
  );
  expect(functions.filter((id) => id.startsWith('Compactor'))).toEqual([]);
});

test('what a compaction is at goes away by itself; history and snapshots never do', () => {
  const { LifecycleConfiguration } = resource(storesTemplate, 'AWS::S3::Bucket', 'Analytics').Properties;
  const { Rules } = LifecycleConfiguration as { Rules: { Prefix?: string; ExpirationInDays?: number }[] };
  const ended = Rules.filter((rule) => rule.ExpirationInDays !== undefined).map(({ Prefix }) => Prefix);
  expect(ended.toSorted()).toEqual(['athena-results/', 'compaction/']);
});

test('Athena has each snapshot through the one object that lists its files', () => {
  const { TableInput } = resource(storesTemplate, 'AWS::Glue::Table', 'AnalyticsSnapshotFilm').Properties;
  const { Name, StorageDescriptor } = TableInput as { Name: string; StorageDescriptor: Record<string, unknown> };
  expect(Name).toBe('film_snapshot');
  expect(StorageDescriptor['InputFormat']).toContain('SymlinkTextInputFormat');
  expect(JSON.stringify(StorageDescriptor['Location'])).toContain('current/entity=film/addresses/');
});

test('functions that run on this machine get a signpost to its DuckDB instead of 69 MB', () => {
  const directory = mkdtempSync(join(tmpdir(), 'headwater-bundle-'));
  buildBundle('functions/compactor/handler.ts', directory, { config: project().config, duckDb: 'here' });

  const signpost = readFileSync(join(directory, 'node_modules/@duckdb/node-bindings/index.js'), 'utf8');
  const [, target = ''] = /require\("(.+)"\)/.exec(signpost) ?? [];
  expect(existsSync(join(target, 'package.json'))).toBe(true);
  rmSync(directory, { recursive: true });
});
