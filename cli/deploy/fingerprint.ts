import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { existsSync, globSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { factsOf } from '../../shared/domain/consumers/facts.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { repository } from '../../local/layout.ts';
import type { Project } from '../../shared/project/find-project.ts';
import { project } from '../../shared/project/project.ts';
import { entryFiles } from './cdk-entry.ts';

/** Besides the source files, of the project: what else a template and its bundles are made from. */
const INPUTS = ['cdk.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

/**
 * Changes whenever a deploy would give something else: a hash of every source file that the CDK app and the functions
 * import, as esbuild follows them, and of the context.
 */
export async function deployFingerprint(
  { consumers }: HeadwaterDefinition,
  context: readonly string[],
  { config, directory, root }: Project = project(),
): Promise<string> {
  const own = extname(import.meta.url);
  const handlers = consumers.flatMap((consumer) =>
    factsOf(consumer)
      .ownHandlers(consumer)
      .map((handler) => join(directory, handler)),
  );
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: [
      `infra/app${own}`,
      ...globSync(`functions/*/handler${own}`, { cwd: repository }),
      config,
      ...handlers,
      ...entryFiles(root),
    ],
    alias: { 'headwater:config': config },
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
  for (const file of INPUTS.filter((name) => existsSync(join(root, name)))) {
    hash.update(`\n${file}\n`).update(await readFile(join(root, file)));
  }
  for (const file of Object.keys(metafile.inputs).sort()) {
    hash.update(`\n${file}\n`).update(await readFile(join(repository, file)));
  }
  return hash.digest('hex');
}
