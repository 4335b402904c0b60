/**
 * `npm test`: the checks, then every kind of test that is not slow by nature, on a local cloud of its own; ends with one summary line.
 * `npm run test:slow`: the integration tests that take minutes by nature. `npm run test:drill`: the game day alone, on a fresh
 * cloud (about six minutes; it leaves the table under a new stream).
 *
 * `npm test` goes in two lanes side by side. One is the pipeline's, in order: the cloud starts, then what measures the
 * cloud itself (it switches the cloud's faults on and off), then what needs it as it is after a deployment, then the files
 * that share it, one after the other. They wait much and compute little. The other lane computes: the checks and what needs
 * no cloud. The contracts use queues, buckets, buses and indices of their own, so they stand in that lane; not beside the tests
 * that switch faults on, which all of the cloud would feel.
 */
import { startTestCloud } from './support/test-cloud.ts';
import { check, say, step, summary, tests } from './run/steps.ts';

const [, , apart] = process.argv;
/** As it is before a cloud is started: what needs none must not find one. */
const withoutCloud = { ...process.env };
const cloud = await (apart === undefined ? everything() : startCloud().then((started) => onCloud(started, apart)));
await cloud?.stop();
process.exitCode = summary();

type Cloud = Awaited<ReturnType<typeof startCloud>>;

function startCloud() {
  return step('local cloud', () =>
    startTestCloud(({ step: what, state, text }) => {
      if (state !== 'running') say('local cloud', `${what}: ${text}`);
    }),
  );
}

async function everything(): Promise<Cloud> {
  const cloudMeasured = Promise.withResolvers<Cloud>();
  const contractsKept = Promise.withResolvers<undefined>();

  const pipeline = async (): Promise<Cloud> => {
    const started = await startCloud();
    if (started) await check('launcher', 'test:cloud:rules', withoutCloud);
    await onCloud(started, 'cloud');
    cloudMeasured.resolve(started);
    await onCloud(started, 'auditor', 'replay');
    await contractsKept.promise;
    return onCloud(started, 'integration');
  };

  const computing = async (): Promise<void> => {
    // Fast first: what fails in seconds should not wait for what takes minutes.
    for (const name of ['types', 'format', 'arrows', 'unused', 'lint']) await check(name, name, withoutCloud);
    await onCloud(await cloudMeasured.promise, 'contract');
    contractsKept.resolve(undefined);
    for (const kind of ['unit', 'simulation', 'infra']) await tests(kind, withoutCloud);
  };

  const [started] = await Promise.all([pipeline(), computing()]);
  return started;
}

/** Nothing where the cloud has not started, which is a failure already. */
async function onCloud(started: Cloud, ...kinds: readonly string[]): Promise<Cloud> {
  if (started) for (const kind of kinds) await tests(kind, { ...withoutCloud, ...started.env });
  return started;
}
