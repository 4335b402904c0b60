/**
 * `npm test`: the checks, then every kind of test that is not slow by nature, on a local cloud of its own; ends with one summary line.
 * `npm run test:slow`: the integration tests that take minutes by nature. `npm run test:film-shop`: the plays of the film shop, on a
 * cloud where it is deployed. `npm run test:drill`: its game day alone, on a fresh one (about six minutes; it leaves the table under a
 * new stream).
 *
 * `npm test` goes in two lanes side by side: one computes, the other starts the cloud and mostly waits for it. On the cloud one
 * step follows another: they share its switches for faults, the consumers that some of them pause, and "all is in step".
 */
import { check, say, step, summary, tests } from './run/steps.ts';
import { FILM_SHOP, SHOP } from './support/apps.ts';
import { startTestCloud } from './support/test-cloud.ts';

const [, , apart] = process.argv;
/** Projects of vitest.config.ts. */
const ON_FILM_SHOP = new Set(['film-shop-cloud', 'drill']);
/** As it is before a cloud is started: what needs none must not find one. */
const environment = { ...process.env };

await (apart === undefined
  ? Promise.all([withoutCloud(), onCloud(['cloud', 'contract', 'auditor', 'replay', 'integration'])])
  : onCloud([apart]));
process.exitCode = summary();

/** Fast first: what fails in seconds should not wait for what takes minutes. */
async function withoutCloud(): Promise<void> {
  for (const name of ['types', 'format', 'arrows', 'unused', 'lint']) await check(name, name, environment);
  for (const kind of ['unit', 'film-shop', 'simulation', 'infra', 'package', 'create']) await tests(kind, environment);
}

async function onCloud(kinds: readonly string[]): Promise<void> {
  const cloud = await step('local cloud', () =>
    startTestCloud({
      app: ON_FILM_SHOP.has(kinds[0] ?? '') ? FILM_SHOP : SHOP,
      log: ({ step: what, state, text }) => {
        if (state !== 'running') say('local cloud', `${what}: ${text}`);
      },
    }),
  );
  if (!cloud) return;
  if (apart === undefined) await check('launcher', 'test:cloud:rules', environment);
  for (const kind of kinds) await tests(kind, { ...environment, ...cloud.env });
  await cloud.stop();
}
