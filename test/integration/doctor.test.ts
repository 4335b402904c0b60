/** `headwater doctor --aws` where something answers: the local cloud has credentials, and no account is bootstrapped there. */
import { expect, test } from 'vitest';
import { headwater } from './support/headwater.ts';

test('it finds the credentials, and says what is missing or how old the bootstrap is', async () => {
  const { stdout } = await headwater(['doctor', '--aws', '--json']);
  const { checks } = JSON.parse(stdout) as { checks: { check: string; state: string; text: string; next?: string }[] };
  const of = (check: string) => checks.find((one) => one.check === check);

  expect(of('credentials')).toMatchObject({ state: 'ok' });
  expect(of('port of MiniStack')).toMatchObject({
    state: 'ok',
    text: expect.stringContaining('our own server') as unknown,
  });
  expect(of('bootstrap')).toBeDefined();
});
