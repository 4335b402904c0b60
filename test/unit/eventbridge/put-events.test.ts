/** Our PutEvents requests are held against those the SDK makes of the same events. */
import { EventBridgeClient, PutEventsCommand, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createPutEvents } from '../../../shared/adapters/eventbridge/put-events.ts';
import type { ChangeEvent } from '../../../shared/domain/change/event.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'secret', sessionToken: 'session' };
const NOW = new Date('2026-11-24T18:00:00Z');
const FULL = '{"FailedEntryCount":0,"Entries":[{"EventId":"e1"}]}';
const event: ChangeEvent = {
  source: 'headwater.shop',
  detailType: 'film.created',
  time: '2026-11-23T18:00:00Z',
  detail: '{"title":"Amélie \\"2\\" 🎬"}',
  size: 1,
};

interface Sent {
  readonly protocol: string;
  readonly method: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** A client whose requests end in a list instead of a socket. */
function clientOf(config: EventBridgeClientConfig = {}, answer: Partial<Answered> = {}) {
  const sent: Sent[] = [];
  const handle = (request: unknown) => {
    sent.push(request as Sent);
    const { body = FULL, ...rest } = answer;
    return Promise.resolve({ response: { statusCode: 200, headers: {}, ...rest, body: Readable.from([body]) } });
  };
  const requestHandler = { handle } as unknown as NonNullable<EventBridgeClientConfig['requestHandler']>;
  const client = new EventBridgeClient({
    region: 'eu-central-1',
    credentials,
    maxAttempts: 1,
    requestHandler,
    ...config,
  });
  return { client, sent };
}

interface Answered {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** The request that we send, and the one that the SDK sends of the same event. */
async function bothOf(config: EventBridgeClientConfig, one: ChangeEvent = event): Promise<readonly [Sent, Sent]> {
  const { client, sent } = clientOf(config);
  const { source: Source, detailType: DetailType, time, detail: Detail } = one;
  await createPutEvents(client, 'bus')([one]);
  const Entries = [{ EventBusName: 'bus', Source, DetailType, Time: new Date(time), Detail }];
  await client.send(new PutEventsCommand({ Entries }));
  const [ours, sdks] = sent;
  if (!ours || !sdks) throw new Error('a request was not sent');
  return [ours, sdks];
}

const bodyOf = ({ body }: Sent): unknown => JSON.parse(new TextDecoder().decode(body));

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe('a request is the one that the SDK would send', () => {
  test.each<[string, EventBridgeClientConfig]>([
    ['in a region', {}],
    ['in China', { region: 'cn-north-1' }],
    ['in a sovereign cloud', { region: 'eusc-de-east-1' }],
    ['to a FIPS endpoint', { region: 'us-gov-west-1', useFipsEndpoint: true }],
    ['over IPv6 and IPv4', { useDualstackEndpoint: true }],
    ['to an endpoint with a port', { endpoint: 'http://127.0.0.1:4599' }],
    ['to an endpoint with a path', { endpoint: 'https://cloud.test/proxy' }],
  ])('%s', async (_, config) => {
    const [ours, sdks] = await bothOf(config);

    const whereTo = ({ method, protocol, hostname, port, path }: Sent) => ({ method, protocol, hostname, port, path });
    expect(whereTo(ours)).toEqual(whereTo(sdks));
    for (const name of ['host', 'content-type', 'x-amz-target', 'x-amz-security-token', 'user-agent']) {
      expect(ours.headers[name], name).toBe(sdks.headers[name]);
    }
    const scope = ({ headers }: Sent) => /Credential=([^,]+)/.exec(headers['authorization'] ?? '')?.[1];
    expect(scope(ours)).toBe(scope(sdks));
    expect(bodyOf(ours)).toEqual(bodyOf(sdks));
  });

  test('to the endpoint that the environment names', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://cloud.test:4566');

    const [ours] = await bothOf({});

    expect(ours).toMatchObject({ protocol: 'http:', hostname: 'cloud.test', port: 4566 });
  });

  test('with the same content, whatever the text', async () => {
    const texts = fc.string({ unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(texts, texts, texts, async (source, type, detail) => {
        const [ours, sdks] = await bothOf({}, { ...event, source, detailType: `${type}.created`, detail });
        expect(bodyOf(ours)).toEqual(bodyOf(sdks));
        expect(ours.headers['content-length']).toBe(String(ours.body.byteLength));
      }),
      { numRuns: 50 },
    );
  });
});

test('the signature covers the body and changes with it', async () => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  const { client, sent } = clientOf();
  const putEvents = createPutEvents(client, 'bus');

  await putEvents([event]);
  await putEvents([event]);
  await putEvents([{ ...event, detail: '{}' }]);

  const [first, again, other] = sent.map(({ headers }) => headers['authorization']);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('credentials that have run out are asked for anew', async () => {
  let asked = 0;
  const { client, sent } = clientOf({
    credentials: () => Promise.resolve({ ...credentials, accessKeyId: `key${(asked += 1)}`, expiration: new Date(0) }),
  });
  const putEvents = createPutEvents(client, 'bus');

  await putEvents([event]);
  const before = asked;
  await putEvents([event]);

  expect(sent[1]?.headers['authorization']).toContain(`Credential=key${before + 1}/`);
});

test('without credentials nothing is sent; once there are some, it is', async () => {
  let known = false;
  const { client, sent } = clientOf({
    credentials: () => (known ? Promise.resolve(credentials) : Promise.reject(new Error('no credentials'))),
  });
  const putEvents = createPutEvents(client, 'bus');

  await expect(putEvents([event])).rejects.toThrow('no credentials');
  known = true;

  expect(await putEvents([event])).toEqual([{ EventId: 'e1' }]);
  expect(sent).toHaveLength(1);
});

test('in a traced invocation the request carries its trace, and the next one its own', async () => {
  const { client, sent } = clientOf();
  const putEvents = createPutEvents(client, 'bus');

  for (const trace of ['Root=1-a', 'Root=1-b']) {
    vi.stubEnv('_X_AMZN_TRACE_ID', trace);
    await putEvents([event]);
  }

  expect(sent.map(({ headers }) => headers['x-amzn-trace-id'])).toEqual(['Root=1-a', 'Root=1-b']);
});

test.each<[string, Partial<Answered>, { name: string; message?: string }]>([
  [
    'the code in the body',
    { statusCode: 400, body: '{"__type":"com.amazonaws.events#ThrottlingException","message":"Rate exceeded"}' },
    { name: 'ThrottlingException', message: 'Rate exceeded' },
  ],
  [
    'the code in the header',
    { statusCode: 500, headers: { 'x-amzn-errortype': 'InternalException:http://internal/' }, body: '{}' },
    { name: 'InternalException' },
  ],
  ['the page of a proxy', { statusCode: 502, body: '<html>Bad Gateway</html>' }, { name: 'HTTP 502' }],
  ['nothing', { statusCode: 503, body: '' }, { name: 'HTTP 503' }],
])('a refused request says why: %s', async (_, answer, expected) => {
  const { client } = clientOf({}, answer);

  await expect(createPutEvents(client, 'bus')([event])).rejects.toMatchObject(expected);
});
