/**
 * Whoever deployed the film shop keeps it through an upgrade: the logical ids and outputs of its ready-made app are a promise, of the
 * definition here as of the product (test/infra/templates.test.ts). Write them anew with -u only for what is added.
 */
import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import headwater from '../../examples/film-shop/headwater.config.ts';
import { synthesize } from '../infra/support/synth.ts';

test.each(['dev', 'prod'])('the logical ids and outputs of the film shop in %s are what they were', async (stage) => {
  const { storesTemplate, pipelineTemplate } = synthesize({ stage }, headwater);
  const lines = [...linesOf('stores', storesTemplate), ...linesOf('pipeline', pipelineTemplate)];

  await expect(lines.map((line) => `${line}\n`).join('')).toMatchFileSnapshot(`snapshots/${stage}.ids.txt`);
});

interface Parts {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

function linesOf(stack: string, template: Template): readonly string[] {
  const { Resources, Outputs = {} } = template.toJSON() as Parts;
  return [
    ...Object.entries(Resources).map(([id, { Type }]) => `${stack} ${id} ${Type}`),
    ...Object.keys(Outputs).map((id) => `${stack} output ${id}`),
  ].sort();
}
