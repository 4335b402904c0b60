import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signatureOf } from '../../examples/film-shop/theatre/sign.ts';
import { Sha256 } from '../../shared/adapters/secrets-manager/signed-request.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'secret' };
const now = new Date('2026-11-30T17:00:00.000Z');

test("the shop signs a request to the search domain as the SDK's signer does", async () => {
  const signer = new SignatureV4({
    service: 'es',
    region: 'us-east-1',
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(segment, segment, fc.string(), async (index, query, body) => {
      const url = new URL(
        `http://127.0.0.1:4566/${encodeURIComponent(index)}/_search?q=${encodeURIComponent(query)}&a=1`,
      );

      const signed = await signer.sign(
        {
          method: 'POST',
          protocol: url.protocol,
          hostname: url.hostname,
          path: url.pathname,
          query: Object.fromEntries(url.searchParams),
          headers: { host: url.host },
          body,
        },
        { signingDate: now },
      );

      const ours = signatureOf({ region: 'us-east-1', credentials }, 'POST', url, body, now);
      expect(ours['authorization']).toBe(signed.headers['authorization']);
    }),
  );
});

test('without keys nothing is signed', () => {
  expect(signatureOf({ region: 'us-east-1' }, 'GET', new URL('http://127.0.0.1:9201/'), '')).toEqual({});
});
