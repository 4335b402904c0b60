/** Mistakes in a webhook's settings, each told with its fix. */
import { expect, test } from 'vitest';
import { problemsOf, withConsumer } from './wrong.ts';

const URL = 'https://example.com/hook';
const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:partner/hook-AbCdEf';

function hook(settings: Readonly<Record<string, unknown>>): readonly string[] {
  return problemsOf(withConsumer({ type: 'webhook', name: 'partner', url: URL, ...settings }));
}

test.each([
  {},
  { url: { dev: 'https://test.example.com/hook?tenant=7', prod: URL }, secretArn: ARN },
  { url: 'http://example.com/', allowHttp: true },
  { url: 'https://10.0.0.1/', allowPrivateAddresses: true },
  { url: 'http://localhost:8080/', allowHttp: true, allowPrivateAddresses: true },
  { url: 'https://8.8.8.8/', secretArn: { dev: ARN, prod: ARN }, changesPerRequest: 100, timeoutSeconds: 20 },
  { policy: { film: {} }, maximumReceives: 1_000 },
])('a right one: %j', (settings) => {
  expect(hook(settings)).toEqual([]);
});

const PRIVATE = 'leads to a private address: give a public one, or set allowPrivateAddresses: true';
const GIVE = "give https://<host>/<path>, or one for each stage: { dev: '...', prod: '...' }";

test.each<readonly [Readonly<Record<string, unknown>>, string]>([
  [{ url: undefined }, `url is missing: ${GIVE}`],
  [{ url: '' }, `url is "": ${GIVE}`],
  [{ url: {} }, `url is an object: ${GIVE}`],
  [{ url: { dev: 7 } }, `url is an object: ${GIVE}`],
  [{ url: [URL] }, `url is a list: ${GIVE}`],
  [{ url: 'example.com' }, 'url is no address: give https://<host>/<path>'],
  [{ url: 'ftp://example.com' }, 'url is no address: give https://<host>/<path>'],
  [
    { url: 'http://example.com' },
    'url begins with http://, where rows travel in clear: give https://, or set allowHttp: true',
  ],
  [
    { url: { dev: URL, prod: 'http://example.com' } },
    'url.prod begins with http://, where rows travel in clear: give https://, or set allowHttp: true',
  ],
  [
    { url: 'https://me:secret@example.com' },
    'url holds a user or password, which everyone who sees the function would read: take it away, requests are signed',
  ],
  [{ url: `${URL}#here` }, 'url has a part after "#", which is never sent: take it away'],
  ...[
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:192.168.0.1]/',
    'https://localhost/',
    'https://api.localhost./',
  ].map((url) => [{ url }, `url ${PRIVATE}`] as const),
  [{ changesPerRequest: 0 }, 'changesPerRequest is 0: give a whole number from 1 to 100'],
  [{ timeoutSeconds: 30 }, 'timeoutSeconds is 30: give a whole number from 1 to 20'],
  [{ allowHttp: 'yes' }, 'allowHttp is "yes": write true or false'],
  [
    { secretArn: 'whsec_abc' },
    "secretArn is no secret's ARN: copy it whole from the secret's page, with the six characters at its end",
  ],
  [
    { secretArn: { dev: ARN, prod: ARN.slice(0, -7) } },
    "secretArn.prod is no secret's ARN: copy it whole from the secret's page, with the six characters at its end",
  ],
  [{ secret: 'whsec_abc' }, 'secret is no setting: did you mean secretArn?'],
  [{ timeout: 5 }, 'timeout is no setting: did you mean timeoutSeconds?'],
  [{ handler: 'a.ts' }, 'handler is for consumers of type function: take it away, or change the type'],
])('a wrong one: %j', (settings, sentence) => {
  expect(hook(settings)).toEqual([`consumer partner: ${sentence}`]);
});

test('what is only for webhooks is told so elsewhere', () => {
  expect(problemsOf(withConsumer({ url: URL }))).toEqual([
    'consumer search: url is for consumers of type webhook: take it away, or change the type',
  ]);
});

test('a password in a url stands in no message', () => {
  expect(hook({ url: 'https://me:hunter2@example.com' }).join()).not.toContain('hunter2');
});
