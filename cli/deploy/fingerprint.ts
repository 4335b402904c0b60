import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { factsOf } from '../../shared/domain/consumers/facts.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { repository } from '../../local/layout.ts';

/** Besides the source files: what else a template and its bundles are made from. */
const INPUTS = ['cdk.json', 'package-lock.json'];

/**
 * Changes whenever a deploy would give something else: a hash of every source file that the CDK app and the functions
 * import, as esbuild follows them, and of the context.
 */
export async function deployFingerprint(
  { consumers }: HeadwaterDefinition,
  context: readonly string[],
): Promise<string> {
  const handlers = consumers.flatMap((consumer) => factsOf(consumer).ownHandlers(consumer));
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: ['infra/app.ts', ...globSync('functions/*/handler.ts', { cwd: repository }), ...handlers],
    bundle: true,
    write: false,
    outdir: 'unused',
    metafile: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  const hash = createHash('sha256').update(JSON.stringify(context));
  for (const file of [...INPUTS, ...Object.keys(metafile.inputs).sort()]) {
    hash.update(`\n${file}\n`).update(await readFile(join(repository, file)));
  }
  return hash.digest('hex');
}
