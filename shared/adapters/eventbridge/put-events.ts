import { text } from 'node:stream/consumers';
import { PutEventsCommand, type EventBridgeClient, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ChangeEvent } from '../../domain/change/event.ts';

/** Sends one request of events. @returns a result per event, in order. @throws Error when the request failed as a whole */
export type PutEvents = (events: readonly ChangeEvent[]) => Promise<readonly PutEventsResultEntry[]>;

/**
 * PutEvents without the SDK's way from a command to its request, which is two thirds of what a request costs (measured:
 * docs/performance.md). Everything that is configured stays the SDK's: it makes a first request, unsent, and all others
 * go where that would have gone; its credentials sign them, its connections carry them. No attempt is repeated here.
 */
export function createPutEvents(client: EventBridgeClient, busName: string): PutEvents {
  const { config } = client;
  const { credentials, region, sha256 } = config;
  const signer = new SignatureV4({ service: 'events', region, credentials, sha256 });
  let template: Promise<HttpRequest> | undefined;
  return async (events) => {
    // Without credentials there is none, and they may come: a failure is not kept.
    const first = await (template ??= unsentRequest(client).catch((error: unknown) => {
      template = undefined;
      throw error;
    }));
    const body = Buffer.from(`{"Entries":[${events.map((event) => entryText(busName, event)).join(',')}]}`);
    const headers = { ...first.headers, ...traceHeader(), 'content-length': String(body.byteLength) };
    const signed = await signer.sign({ ...first, headers, body });
    const { response } = (await config.requestHandler.handle(signed)) as { readonly response: HttpResponse };
    return resultsIn(response, await text(response.body));
  };
}

/** The parts of the SDK's HTTP messages that are used here. */
interface HttpRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Record<string, string>;
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: AsyncIterable<Uint8Array> & NodeJS.ReadableStream;
}

/** What is the same in every request; the rest (signature, length, id of the attempt) belongs to one. */
const KEPT_HEADERS: ReadonlySet<string> = new Set(['host', 'content-type', 'x-amz-target', 'user-agent']);

/** A PutEvents request as the SDK makes it, taken from it before it is sent. */
async function unsentRequest(client: EventBridgeClient): Promise<HttpRequest> {
  const command = new PutEventsCommand({ Entries: [] });
  const taken = new Promise<HttpRequest>((resolve) => {
    command.middlewareStack.add(
      () =>
        ({ request }) => {
          resolve(request as HttpRequest);
          return Promise.resolve({ response: undefined, output: { $metadata: {} } });
        },
      { step: 'finalizeRequest', priority: 'low' },
    );
  });
  await client.send(command);
  const { method, protocol, hostname, port, path, headers } = await taken;
  const kept = Object.entries(headers).filter(([name]) => KEPT_HEADERS.has(name));
  return { method, protocol, hostname, path, ...(port && { port }), headers: Object.fromEntries(kept) };
}

/** As the SDK does in Lambda: by it X-Ray follows a write, and Lambda notices a function that calls itself in a loop. */
function traceHeader(): Record<string, string> {
  const trace = process.env['_X_AMZN_TRACE_ID'];
  return trace ? { 'x-amzn-trace-id': trace } : {};
}

function entryText(busName: string, { source, detailType, time, detail }: ChangeEvent): string {
  const seconds = Date.parse(time) / 1000;
  const [bus, from, type] = [busName, source, detailType].map((part) => JSON.stringify(part));
  return `{"EventBusName":${bus},"Source":${from},"DetailType":${type},"Time":${seconds},"Detail":${JSON.stringify(detail)}}`;
}

/** @throws Error with the answer's code as its name */
function resultsIn({ statusCode, headers }: HttpResponse, body: string): readonly PutEventsResultEntry[] {
  if (statusCode === 200) return (JSON.parse(body) as { readonly Entries?: PutEventsResultEntry[] }).Entries ?? [];
  const { __type, message, Message } = errorIn(body);
  // AWS JSON 1.1 protocol: `<namespace>#<code>`, or in the header `<code>:<url>`; a proxy on the way names none.
  const code = (headers['x-amzn-errortype'] ?? __type ?? `HTTP ${statusCode}`).replace(/^.*#/, '').replace(/:.*$/, '');
  throw Object.assign(new Error(message ?? Message ?? `the bus answered ${statusCode}`), { name: code });
}

function errorIn(body: string): { readonly __type?: string; readonly message?: string; readonly Message?: string } {
  try {
    return (JSON.parse(body) ?? {}) as ReturnType<typeof errorIn>;
  } catch {
    return {};
  }
}
