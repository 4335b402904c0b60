import { createHash, createHmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { HeadwaterError } from '../../domain/errors.ts';
import type { PolicyKeySource } from '../../ports/policy-key.ts';

export interface SecretsManagerOptions {
  readonly secretArn: string;
  /** A local cloud's. @default AWS_ENDPOINT_URL, or that of the secret's region */
  readonly endpoint?: string | undefined;
  readonly credentials?: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
}

/** A key under which an HMAC-SHA-256 is as strong as it can be: RFC 2104, section 3. */
const KEY_BYTES = 32;
const TIMEOUT_MILLISECONDS = 5_000;

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
  const base = endpoint ?? process.env['AWS_ENDPOINT_URL'] ?? `https://secretsmanager.${region}.amazonaws.com`;
  const { protocol, host, hostname, port } = new URL(base);
  const body = JSON.stringify({ SecretId: secretArn });
  const signer = new SignatureV4({
    service: 'secretsmanager',
    region,
    credentials: credentials ?? defaultProvider(),
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path: '/',
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body,
  });
  const response = await fetch(base, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  if (!response.ok) throw new Error(`Secrets Manager answered ${response.status}`);
  const { SecretString } = (await response.json()) as { SecretString?: string };
  return SecretString ?? '';
}

/** The hash that the signature asks for, by Node. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('a signature hashes once');
  }
}

function bytesOf(secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof secret === 'string') return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}

function unavailable(message: string, cause?: unknown): HeadwaterError {
  return new HeadwaterError('HW_POLICY_KEY_MISSING', message, { cause });
}
