/** Two stages and a second app in one account and region: what has a name, a metric or an export is one deployment's alone. */
import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import headwater from 'headwater:config';
import { isRecord } from '../../shared/domain/definition/shape.ts';
import { synthesize, type Resource } from './support/synth.ts';

const DEPLOYMENTS = {
  'headwater-dev': synthesize({ stage: 'dev' }),
  'headwater-prod': synthesize({ stage: 'prod' }),
  'till-dev': synthesize({ stage: 'dev' }, { ...headwater, name: 'till' }),
};

/** Properties that name a resource within an account and region: of whatever type, also of one that is added later. */
const NAME = /^(?:[A-Za-z]*Name|Name|Alias|AliasName)$/;
/** They name something else than the resource itself, or are names inside another one that is named. */
const OTHERS = /Schema|LogGroup$|NamedQuery|Glue::Table|IAM::Policy/;

function resourcesIn(template: Template): readonly Resource[] {
  return Object.values((template.toJSON() as { Resources: Record<string, Resource> }).Resources);
}

function namesIn(template: Template): readonly string[] {
  return resourcesIn(template)
    .filter(({ Type }) => !OTHERS.test(Type))
    .flatMap(({ Type, Properties = {} }) =>
      Object.entries(Properties).flatMap(([name, value]) =>
        NAME.test(name) && name !== 'MetricName' && typeof value === 'string' ? [`${Type} ${name} ${value}`] : [],
      ),
    );
}

/** Of Headwater's own metrics: those of AWS are told apart by the resources that they are of. */
function metricsIn(template: Template): readonly string[] {
  const texts: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (isRecord(value)) {
      if (value['Namespace'] === 'Headwater') texts.push(JSON.stringify([value['MetricName'], value['Dimensions']]));
      Object.values(value).forEach(look);
    } else if (typeof value === 'string') {
      texts.push(...Array.from(value.matchAll(/SEARCH\('\{Headwater,[^)]*\)/g), ([search]) => search));
    }
  };
  look(template.toJSON());
  return texts;
}

function exportsIn(template: Template): readonly string[] {
  const { Outputs = {} } = template.toJSON() as { Outputs?: Record<string, { Export?: { Name?: unknown } }> };
  return Object.values(Outputs).flatMap(({ Export }) => (Export ? [JSON.stringify(Export.Name)] : []));
}

test.each([
  ['names', namesIn, 15],
  ['metrics', metricsIn, 4],
  ['exports', exportsIn, 10],
] as const)('share no %s', (_, found, least) => {
  const owners = new Map<string, string>();
  for (const [deployment, { storesTemplate, pipelineTemplate }] of Object.entries(DEPLOYMENTS)) {
    const all = new Set([...found(storesTemplate), ...found(pipelineTemplate)]);
    expect(all.size).toBeGreaterThanOrEqual(least);
    for (const one of all) {
      expect(owners.get(one), `${one} is of both`).toBeUndefined();
      owners.set(one, deployment);
    }
  }
});
