import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { isAddress, isPublicAddress } from '../../domain/webhook/address.ts';
import type { WebhookAnswer } from '../../domain/webhook/answer.ts';
import { hostOf } from '../../domain/webhook/url.ts';
import type { WebhookReceiver } from '../../ports/webhook-receiver.ts';
import { PrivateAddressError, publicAddresses } from './checked-lookup.ts';

export interface WebhookReceiverOptions {
  readonly url: string;
  /** For the whole exchange, from the name's resolution on. */
  readonly timeoutMs: number;
  /** @default false */
  readonly allowPrivateAddresses?: boolean | undefined;
}

/** Of an answer's body, which is thrown away: more is cut off with its connection. */
const MOST_BODY_BYTES = 64 * 1_024;

/** Posts to one receiver over connections that are kept. Node's own client: it can be told which addresses to connect to. */
export function createWebhookReceiver({
  url,
  timeoutMs,
  allowPrivateAddresses = false,
}: WebhookReceiverOptions): WebhookReceiver {
  const target = new URL(url);
  const host = hostOf(target);
  // A socket to an address asks no resolver, and no lookup of ours.
  const refused = !allowPrivateAddresses && isAddress(host) && !isPublicAddress(host);
  const agent = target.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const exchange = (body: string, headers: Readonly<Record<string, string>>): Promise<WebhookAnswer> => {
    const options: RequestOptions = {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Headwater',
        ...headers,
      },
      signal: AbortSignal.timeout(timeoutMs),
      ...(!allowPrivateAddresses && { lookup: publicAddresses }),
    };
    return answerTo(send(target, options), body);
  };
  return {
    async post(body, headers) {
      if (refused) return { kind: 'private-address' };
      const answer = await exchange(body, headers);
      // The other side closed a kept connection, as it may while a function sleeps: Node's documentation, reusedSocket.
      return answer === CLOSED ? exchange(body, headers) : answer;
    },
  };
}

const CLOSED: WebhookAnswer = { kind: 'unanswered', because: 'ECONNRESET' };

function answerTo(request: ClientRequest, body: string): Promise<WebhookAnswer> {
  return new Promise((resolve) => {
    let answered = false;
    request.on('error', (error: NodeJS.ErrnoException) => {
      // Time ran out, or the connection broke, in the middle of its body: the answer is known.
      if (!answered) resolve(failureOf(error, request));
    });
    request.on('response', (response) => {
      answered = true;
      void drained(response).then(() => {
        const { statusCode = 0, headers } = response;
        resolve({ kind: 'answered', status: statusCode, retryAfter: headers['retry-after'] });
      });
    });
    request.end(body);
  });
}

function failureOf(error: NodeJS.ErrnoException, { reusedSocket }: ClientRequest): WebhookAnswer {
  if (error instanceof PrivateAddressError) return { kind: 'private-address' };
  if (error.code === 'ECONNRESET' && reusedSocket) return CLOSED;
  return { kind: 'unanswered', because: error.name === 'AbortError' ? 'ETIMEDOUT' : (error.code ?? error.name) };
}

/** Reads an answer to its end, so that its connection can be kept, and keeps nothing of it. The status is known whatever happens. */
async function drained(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      if (bytes > MOST_BODY_BYTES) break;
    }
  } catch {
    // Broken off, or longer than the timeout: it has answered all the same.
  }
}
