/** The real key source over a real Secrets Manager API. Needs the local cloud, or any at AWS_ENDPOINT_URL. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSecretsManagerKeySource } from '../../shared/adapters/secrets-manager/policy-key.ts';

const endpoint = process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** @returns its ARN */
async function newSecret(SecretString: string): Promise<string> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.CreateSecret',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ Name: `policy-${randomUUID()}`, SecretString, ClientRequestToken: randomUUID() }),
  });
  const { ARN } = (await response.json()) as { ARN: string };
  return ARN;
}

test('the key is what the secret holds', async () => {
  const value = 'k'.repeat(64);
  const secretArn = await newSecret(value);

  const key = await createSecretsManagerKeySource({ secretArn, endpoint, credentials }).read();

  expect(Buffer.from(key).toString()).toBe(value);
});

test('a secret too short to hash with is refused, without showing it', async () => {
  const secretArn = await newSecret('short-and-secret');

  const read = createSecretsManagerKeySource({ secretArn, endpoint, credentials }).read();

  await expect(read).rejects.toMatchObject({ code: 'HW_POLICY_KEY_MISSING' });
  await expect(read).rejects.not.toThrow('short-and-secret');
});

test('a secret that is not there is an error that is tried again', async () => {
  const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:nothing-AbCdEf';

  await expect(createSecretsManagerKeySource({ secretArn, endpoint, credentials }).read()).rejects.toMatchObject({
    code: 'HW_POLICY_KEY_MISSING',
    retryable: true,
  });
});
