/** Two Headwaters of one definition and stage in one app: their resources would have the same names. */
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { App, type Environment, Stack } from 'aws-cdk-lib/core';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import definition from '../fixtures/shop/headwater.config.ts';
import { FEATURE_FLAGS } from '../../infra/feature-flags.ts';
import { Headwater } from '../../infra/headwater.ts';
import { project } from '../../shared/project/project.ts';

const HERE = { account: '111122223333', region: 'eu-west-1' };

/** @returns the second of the two */
function twoOf(first: Environment, second: Environment, stage = 'dev'): Stack {
  const outdir = mkdtempSync(join(tmpdir(), 'headwater-names-'));
  const context = { ...FEATURE_FLAGS, 'aws:cdk:bundling-stacks': [] };
  const app = new App({ context, outdir, analyticsReporting: false });
  const [one, two] = [new Stack(app, 'One', { env: first }), new Stack(app, 'Two', { env: second })];
  const definitionFile = project().config;
  new Headwater(one, 'Sync', { definition, definitionFile });
  new Headwater(two, 'Sync', { definition, definitionFile, stage });
  return two;
}

const SENTENCE = Match.stringLikeRegexp('Two/Sync and One/Sync are both .*-dev, and .* give them different stages');

test('in one account and region they are refused', () => {
  expect(() => twoOf(HERE, HERE)).toThrow(
    /^Two\/Sync and One\/Sync are both .*-dev, and .* give them different stages/,
  );
});

test('where the environment is not said, the credentials may differ: a warning', () => {
  Annotations.fromStack(twoOf({}, {})).hasWarning('/Two/Sync', SENTENCE);
});

test('other regions and other stages are no matter', () => {
  for (const two of [twoOf(HERE, { ...HERE, region: 'eu-north-1' }), twoOf(HERE, HERE, 'prod')]) {
    Annotations.fromStack(two).hasNoWarning('/Two/Sync', Match.stringLikeRegexp('are both'));
  }
});
