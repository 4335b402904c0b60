import { buildSync } from 'esbuild';
import { AssetHashType, DockerImage } from 'aws-cdk-lib/core';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { fileURLToPath } from 'node:url';
import { addDuckDb, DUCKDB_EXTERNAL, type DuckDbTarget } from './native-duckdb.ts';

const REPOSITORY_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Bundled CommonJS packages call `require` for Node's own modules, which an ES module does not have. */
const REQUIRE_FOR_COMMONJS = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

export interface BundleOptions {
  /** The native DuckDB that goes along, for a function that imports it. @default none */
  readonly duckDb?: DuckDbTarget;
}

/**
 * A function's code: one minified ES module `index.mjs`, and what it imports lazily in chunks that a cold start does
 * not parse. esbuild runs inside the synth: NodejsFunction starts `npx esbuild` once per function and cannot split.
 */
export function bundle(entry: string, options: BundleOptions = {}): Code {
  return Code.fromAsset(REPOSITORY_ROOT, {
    // The output decides: a function is only deployed again when its bundle changed.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      // Tells the functions apart: without it the CDK takes the first bundle for all of them.
      command: [entry],
      local: {
        tryBundle(outdir) {
          buildBundle(entry, outdir, options);
          return true;
        },
      },
    },
  });
}

/** Builds a function's code into a directory. @param entry path of its handler from the repository's root */
export function buildBundle(entry: string, outdir: string, { duckDb }: BundleOptions = {}): void {
  buildSync({
    absWorkingDir: REPOSITORY_ROOT,
    entryPoints: { index: entry },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    // Packages' ES modules first: only those can be tree-shaken.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    banner: { js: REQUIRE_FOR_COMMONJS },
    logLevel: 'warning',
    ...(duckDb !== undefined && { external: DUCKDB_EXTERNAL }),
  });
  if (duckDb !== undefined) addDuckDb(outdir, duckDb);
}
