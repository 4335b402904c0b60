/**
 * The definition of the app that runs: the default export of its headwater.config.ts. Whoever runs the code says which file that
 * is: esbuild for a function (infra/constructs/bundle.ts), Node for the command line (cli/open-project.ts), vitest for
 * tests.
 */
import type { HeadwaterDefinition } from '../domain/definition/headwater.ts';

declare const definition: HeadwaterDefinition;
export default definition;
