import { afterEach, expect, test, vi } from 'vitest';
import { drill } from '../../theatre/drill.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['--aws', { aws: true }, ''],
  ['--endpoint', { endpoint: 'http://localhost:4566' }, ''],
  ['AWS_ENDPOINT_URL', {}, 'http://localhost:4566'],
])('a drill refuses any cloud but its own: %s', async (_, options, endpoint) => {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);

  const up = () => Promise.reject(new Error('it goes on all the same'));

  const refused = drill({ stage: 'dev', seed: 'film-shop', ...options }, { up, signal: new AbortController().signal });

  await expect(refused).rejects.toThrow(/breaks what it is played on/);
  await expect(refused).rejects.toMatchObject({ exitCode: 2 });
});
