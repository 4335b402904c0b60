/** `headwater doctor --aws` where something answers: an account that is bootstrapped, and a region of it that is not. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { headwater } from './support/headwater.ts';

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

interface Check {
  readonly check: string;
  readonly state: string;
  readonly text: string;
  readonly next?: string;
}

async function doctor(region: string) {
  vi.stubEnv('AWS_REGION', region);
  const { code, stdout } = await headwater(['doctor', '--aws', '--json']);
  const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
  return { code, of: (check: string) => checks.find((one) => one.check === check) };
}

test('where the account answers and is bootstrapped, nothing is in the way', async () => {
  const { code, of } = await doctor('us-east-1');

  expect(code).toBe(0);
  expect(of('credentials')).toMatchObject({ state: 'ok' });
  expect(of('bootstrap')).toMatchObject({ state: 'ok' });
  expect(of('port of MiniStack')?.text).toContain('our own server');
});

test('a region without a bootstrap stack is named, with the command that makes one', async () => {
  const { code, of } = await doctor('eu-west-3');

  expect(code).toBe(1);
  expect(of('bootstrap')).toMatchObject({ state: 'bad', text: 'eu-west-3 has no CDKToolkit stack' });
  expect(of('bootstrap')?.next).toContain('npx cdk bootstrap');
});
