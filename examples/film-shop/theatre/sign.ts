/** Signature Version 4 of a request to the search domain (IAM user guide, reference_sigv-create-signed-request): it asks who calls. */
import { createHash, createHmac } from 'node:crypto';

export interface Signer {
  readonly region: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The headers that sign this request; none without keys. */
export function signatureOf(
  { region, credentials }: Signer,
  method: string,
  url: URL,
  body: string,
  now = new Date(),
): Record<string, string> {
  if (!credentials) return {};
  const date = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${date.slice(0, 8)}/${region}/es/aws4_request`;
  const request = [
    method,
    url.pathname.split('/').map(encode).join('/'),
    [...url.searchParams]
      .map((pair) => pair.map(encode).join('='))
      .sort()
      .join('&'),
    `host:${url.host}\nx-amz-date:${date}\n`,
    'host;x-amz-date',
    hash(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, hash(request)].join('\n');
  const key = scope.split('/').reduce<Buffer | string>(keyed, `AWS4${credentials.secretAccessKey}`);
  const signature = keyed(key, toSign).toString('hex');
  const credential = `Credential=${credentials.accessKeyId}/${scope}`;
  return {
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  };
}

/** As RFC 3986 has it: encodeURIComponent leaves five characters more. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function keyed(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
