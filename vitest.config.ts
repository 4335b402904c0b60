import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';
import { mutantNamed } from './test/simulation/mutants/list.ts';
import { mutated } from './test/simulation/mutants/load.ts';

/** Files of test/integration that are slow by nature: they wait for a margin or a lease, start clouds of their own or many processes. */
const SLOW = [
  'backfill',
  'backfill-export',
  'dead-letters',
  'failures',
  'false-position',
  'faults',
  'forget',
  'gathering',
  'interrupt',
  'kept-data',
  'local-cloud',
  'reindex',
  'repair-analytics',
  'strange-keys',
  'voided-again',
  'webhook',
];

/** One project per kind of test. `unit` and `simulation` need nothing; `cloud`, `contract`, `integration` and `drill` need the local cloud (npm test). */
const kinds = {
  // The limits are there for what hangs: on a busy machine a child process or a property takes many times longer than alone.
  unit: {
    include: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts'],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
  simulation: { include: ['test/simulation/**/*.test.ts'], testTimeout: 180_000 },
  infra: { include: ['test/infra/**/*.test.ts'], isolate: false, testTimeout: 120_000, hookTimeout: 120_000 },
  contract: { include: ['test/contract/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
  cloud: { include: ['test/cloud/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 120_000 },
  // Draws from all deletions in the history, and looks for their tombstones: before others empty indices.
  auditor: { include: ['test/integration/auditor.test.ts'], testTimeout: 240_000, hookTimeout: 300_000 },
  // Replays all that the archive holds: before the others fill it.
  replay: { include: ['test/integration/replay.test.ts'], testTimeout: 180_000, hookTimeout: 300_000 },
  integration: {
    include: [`test/integration/!(auditor|replay|${SLOW.join('|')}).test.ts`],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
  // npm run test:slow, apart.
  slow: {
    include: [`test/integration/@(${SLOW.join('|')}).test.ts`],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
  package: { include: ['test/package/installed.test.ts'], testTimeout: 300_000, hookTimeout: 600_000 },
  // npm run test:pack, apart: installs from the registry, and a cloud for each.
  pack: { include: ['test/package/{strangers,film-shop}.test.ts'], fileParallelism: false },
  // What create-headwater writes: types and synth. No cloud.
  create: { include: ['test/create/smoke.test.ts'], testTimeout: 300_000 },
  // npm run test:create, apart: from nothing to an item that is found, by npm and by pnpm.
  'create-whole': { include: ['test/create/create.test.ts'], fileParallelism: false },
  // What the example is, and not the product: the definition and the plays of the film shop.
  'film-shop': { include: ['examples/film-shop/test/**/*.test.ts', 'test/film-shop/*.test.ts'], testTimeout: 60_000 },
  // npm run test:film-shop, apart: its plays, on a cloud where it is deployed.
  'film-shop-cloud': {
    include: ['test/film-shop/cloud/!(drill).test.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
  // npm run test:drill, apart: it restores the table under a new stream.
  drill: { include: ['test/film-shop/cloud/drill.test.ts'], testTimeout: 180_000, hookTimeout: 300_000 },
} as const;

/** What the tests deploy and ask: an app of their own, so that the example can be what it wants to be. */
const SHOP = join(import.meta.dirname, 'test/fixtures/shop/headwater.config.ts');
const FILM_SHOP = join(import.meta.dirname, 'examples/film-shop/headwater.config.ts');
/** What every function's environment has: metric lines say whose they are. */
const OF_FUNCTIONS = { HEADWATER_DEPLOYMENT: 'headwater-dev' };
const ON_FILM_SHOP = new Set(['film-shop', 'film-shop-cloud', 'drill']);

/** With HEADWATER_MUTANT: its fault in the place of what ships (test/simulation/mutants.ts). */
function mutantPlugin(name: string): Plugin {
  const mutant = mutantNamed(name);
  return {
    name: 'mutant',
    enforce: 'pre',
    load: (id) => (id.endsWith(`/${mutant.file}`) ? mutated(mutant) : undefined),
  };
}

const { HEADWATER_MUTANT: wanted } = process.env;

export default defineConfig({
  plugins: wanted === undefined ? [] : [mutantPlugin(wanted)],
  test: {
    projects: Object.entries(kinds).map(([name, { include, ...settings }]) => {
      const config = ON_FILM_SHOP.has(name) ? FILM_SHOP : SHOP;
      return {
        extends: true as const,
        resolve: { alias: { 'headwater:config': config } },
        // The environment is for commands that tests start: whatever definition stands in the root.
        test: {
          name,
          pool: 'threads' as const,
          include: [...include],
          env: { HEADWATER_CONFIG: config, ...OF_FUNCTIONS },
          ...settings,
        },
      };
    }),
  },
});
