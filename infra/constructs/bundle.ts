import { buildSync } from 'esbuild';
import { AssetHashType, DockerImage } from 'aws-cdk-lib/core';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { extname, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addDuckDb, DUCKDB_EXTERNAL, type DuckDbTarget } from './native-duckdb.ts';

/** Where Headwater's own handlers' paths begin. */
const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Bundled CommonJS packages call `require` for Node's own modules, which an ES module does not have. */
const REQUIRE_FOR_COMMONJS = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

export interface BundleOptions {
  /** The file with the definition, which the function knows as `headwater:config`: absolute. */
  readonly config: string;
  /** The native DuckDB that goes along, for a function that imports it. @default none */
  readonly duckDb?: DuckDbTarget;
}

/**
 * A function's code: one minified ES module `index.mjs`, and what it imports lazily in chunks that a cold start does
 * not parse. esbuild runs inside the synth: NodejsFunction starts `npx esbuild` once per function and cannot split.
 */
export function bundle(entry: string, options: BundleOptions): Code {
  return Code.fromAsset(PACKAGE_ROOT, {
    // The output decides: a function is only deployed again when its bundle changed.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'),
      // Tells the functions apart: without it the CDK takes the first bundle for all of them.
      command: [entry, options.config],
      local: {
        tryBundle(outdir) {
          buildBundle(entry, outdir, options);
          return true;
        },
      },
    },
  });
}

/** Builds a function's code into a directory. @param entry its handler: a path from the package's root, or an absolute one */
export function buildBundle(entry: string, outdir: string, { config, duckDb }: BundleOptions): void {
  buildSync({
    absWorkingDir: PACKAGE_ROOT,
    alias: { 'headwater:config': config },
    // Of the installed package, whose own files are JavaScript.
    entryPoints: { index: isAbsolute(entry) ? entry : entry.replace(/\.ts$/, extname(import.meta.url)) },
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
