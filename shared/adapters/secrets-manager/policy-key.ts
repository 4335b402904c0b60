import { HeadwaterError } from '../../domain/errors.ts';
import type { PolicyKeySource } from '../../ports/policy-key.ts';
import { signedRequest, type Credentials } from './signed-request.ts';

export interface SecretsManagerOptions {
  readonly secretArn: string;
  /** A local cloud's. @default AWS_ENDPOINT_URL, or that of the secret's region */
  readonly endpoint?: string | undefined;
  readonly credentials?: Credentials | undefined;
}

/** A key under which an HMAC-SHA-256 is as strong as it can be: RFC 2104, section 3. */
const KEY_BYTES = 32;

/**
 * Reads the key from Secrets Manager (API reference: GetSecretValue). One request in a cold start is no reason to bundle
 * a client of its own: the request is signed with what the other clients bring along.
 */
export function createSecretsManagerKeySource(options: SecretsManagerOptions): PolicyKeySource {
  return {
    async read() {
      const text = await secretText(options).catch((cause: unknown) => {
        throw unavailable(`cannot read ${options.secretArn}`, cause);
      });
      const key = Buffer.from(text);
      if (key.length >= KEY_BYTES) return key;
      throw unavailable(`${options.secretArn} holds no text of at least ${KEY_BYTES} bytes`);
    },
  };
}

async function secretText({ secretArn, endpoint, credentials }: SecretsManagerOptions): Promise<string> {
  // arn:aws:secretsmanager:<region>:<account>:secret:<name>
  const region = secretArn.split(':')[3] ?? '';
  const request = { service: 'secretsmanager', target: 'secretsmanager.GetSecretValue', version: '1.1' } as const;
  const answer = await signedRequest({ ...request, region, endpoint, credentials, body: { SecretId: secretArn } });
  const { SecretString } = answer as { SecretString?: string };
  return SecretString ?? '';
}

function unavailable(message: string, cause?: unknown): HeadwaterError {
  return new HeadwaterError('HW_POLICY_KEY_MISSING', message, { cause });
}
