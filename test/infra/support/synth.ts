import { Template } from 'aws-cdk-lib/assertions';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import headwater from '../../fixtures/shop/headwater.config.ts';
import { type HeadwaterApp, headwaterApp } from '../../../infra/headwater-app.ts';
import { project } from '../../../shared/project/project.ts';
import type { HeadwaterDefinition } from '../../../shared/domain/definition/headwater.ts';

export interface Synthesized extends HeadwaterApp {
  readonly storesTemplate: Template;
  readonly pipelineTemplate: Template;
}

/** The templates as `cdk synth` makes them with the same context, but without bundling: that takes the time. */
export function synthesize(
  context: Readonly<Record<string, string>>,
  definition: HeadwaterDefinition = headwater,
): Synthesized {
  const made = headwaterApp(definition, project().config, {
    context: { 'aws:cdk:bundling-stacks': [], ...context },
    outdir: mkdtempSync(join(tmpdir(), 'headwater-synth-')),
    analyticsReporting: false,
  });
  return {
    ...made,
    storesTemplate: Template.fromStack(made.stores),
    pipelineTemplate: Template.fromStack(made.pipeline),
  };
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** Logical id -> resource. */
export function resourcesOf(template: Template, type: string): Readonly<Record<string, Resource>> {
  return template.findResources(type) as Record<string, Resource>;
}

/** The one resource of the type whose logical id starts so. */
export function resource(template: Template, type: string, idStart: string): Resource {
  const found = Object.entries(resourcesOf(template, type)).filter(([id]) => id.startsWith(idStart));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} ${type} start with ${idStart}`);
  return only[1];
}
