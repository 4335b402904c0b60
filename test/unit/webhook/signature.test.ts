import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { isAuthentic } from '../../../examples/webhook-receiver/verify.ts';
import { signatureHeaders, signingKey } from '../../../shared/domain/webhook/signature.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = `whsec_${Buffer.from('k'.repeat(32)).toString('base64')}`;
const AT = 1_614_265_330_000;
const BODY = '{"test": 2432232314}';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';

afterEach(() => void vi.useRealTimers());

test('a signature is that of the Standard Webhooks reference vector', () => {
  expect(signatureHeaders({ id: ID, at: AT + 999, body: BODY }, [signingKey(SECRET)])).toEqual({
    'webhook-id': ID,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('the receiver of the documentation takes what is signed with either secret, and nothing else', () => {
  vi.useFakeTimers({ now: AT });
  const headers = signatureHeaders({ id: ID, at: AT, body: BODY }, [SECRET, OTHER].map(signingKey));

  expect(isAuthentic(headers, BODY, [SECRET])).toBe(true);
  expect(isAuthentic(headers, BODY, [OTHER])).toBe(true);
  expect(isAuthentic(headers, BODY, ['whsec_' + Buffer.from('x'.repeat(32)).toString('base64')])).toBe(false);
  expect(isAuthentic(headers, BODY.replace('2', '3'), [SECRET])).toBe(false);
  expect(isAuthentic({ ...headers, 'webhook-id': 'msg_other' }, BODY, [SECRET])).toBe(false);
  expect(isAuthentic({ ...headers, 'webhook-timestamp': '1614265331' }, BODY, [SECRET])).toBe(false);
  expect(isAuthentic({}, BODY, [SECRET])).toBe(false);
});

test('the receiver of the documentation refuses what was signed long ago, and sent again by somebody', () => {
  vi.useFakeTimers({ now: AT + 301_000 });
  const headers = signatureHeaders({ id: ID, at: AT, body: BODY }, [signingKey(SECRET)]);

  expect(isAuthentic(headers, BODY, [SECRET])).toBe(false);
});

test('a key is 24 to 64 bytes in base64, with or without its prefix, and newlines of a file do no harm', () => {
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');

  for (const text of [SECRET, SECRET.replace('whsec_', ''), `${SECRET}\n`]) expect(signingKey(text)).toEqual(key);
  // As Secrets Manager makes it: 64 letters and digits.
  expect(
    createHmac('sha256', signingKey('aB3'.repeat(21) + 'x'))
      .update('')
      .digest(),
  ).toHaveLength(32);
});

test.each(['', 'whsec_', 'short', '{"key":"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}', 'a'.repeat(96)])(
  'what is no key is refused without being shown: %j',
  (secret) => {
    expect(() => signingKey(secret)).toThrow('the secret is not whsec_ and 24 to 64 bytes in base64');
  },
);

test('the documentation shows the receiver that is tested here, word for word', async () => {
  const [page, code] = await Promise.all(
    ['docs/webhooks.md', 'examples/webhook-receiver/verify.ts'].map((file) => readFile(file, 'utf8')),
  );

  expect(page).toContain(`\`\`\`ts\n${code ?? ''}\`\`\``);
});
