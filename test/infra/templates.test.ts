/**
 * Both stages' whole templates, as files: whoever moves the code sees that the deployment stays the same, logical ids and outputs
 * first. `npx vitest run --project infra -u` writes them anew; the difference is what an upgrade does to somebody's account.
 */
import { describe, expect, it } from 'vitest';
import { synthesize } from './support/synth.ts';

describe.each(['dev', 'prod'])('the templates of %s', (stage) => {
  const { storesTemplate, pipelineTemplate } = synthesize({ stage });
  it.each([
    ['stores', storesTemplate],
    ['pipeline', pipelineTemplate],
  ] as const)('%s', async (stack, template) => {
    const text = `${JSON.stringify(template.toJSON(), withoutAssets, 1)}\n`;
    await expect(text).toMatchFileSnapshot(`snapshots/${stage}-${stack}.template.json`);
  });
});

/** A bundle's hash changes with every line of code, and says nothing of the deployment. */
function withoutAssets(_: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>');
}
