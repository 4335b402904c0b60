import { createHash, createHmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';

export type Credentials = ConstructorParameters<typeof SignatureV4>[0]['credentials'];

export interface SignedRequest {
  /** As signatures and host names have it: `secretsmanager`. */
  readonly service: string;
  readonly region: string;
  /** The operation, with the service's own prefix: `secretsmanager.GetSecretValue`. */
  readonly target: string;
  /** Of the AWS JSON protocol. */
  readonly version: '1.0' | '1.1';
  readonly body: object;
  /** A local cloud's. @default AWS_ENDPOINT_URL, or that of the region */
  readonly endpoint?: string | undefined;
  /** @default as the SDK finds them */
  readonly credentials?: Credentials | undefined;
}

const TIMEOUT_MILLISECONDS = 5_000;

/** One request to a service of which no client is installed, in the AWS JSON protocol. @throws Error when it is refused */
export async function signedRequest(request: SignedRequest): Promise<unknown> {
  const { service, region, target, version, endpoint, credentials } = request;
  const base = endpoint ?? process.env['AWS_ENDPOINT_URL'] ?? `https://${service}.${region}.amazonaws.com`;
  const { protocol, host, hostname, port } = new URL(base);
  const body = JSON.stringify(request.body);
  const signer = new SignatureV4({ service, region, credentials: credentials ?? defaultProvider(), sha256: Sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path: '/',
    headers: { host, 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
    body,
  });
  const response = await fetch(base, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  if (!response.ok) throw await refusal(service, response);
  return response.json();
}

/** An error with the service's own name for it: `ExecutionAlreadyExists`. */
async function refusal(service: string, response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined);
  const type =
    typeof body === 'object' && body && '__type' in body && typeof body.__type === 'string' ? body.__type : '';
  const error = new Error(`${service} answered ${response.status} ${type}`.trimEnd());
  error.name = type.split('#').at(-1) || error.name;
  return error;
}

/** The hash that the signature asks for, by Node. */
export class Sha256 {
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
