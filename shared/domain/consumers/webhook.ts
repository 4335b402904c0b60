import type { ConsumerBase } from '../definition/headwater.ts';
import { flag, maybe, perStage, whole } from '../definition/settings.ts';
import { urlProblem } from '../webhook/url.ts';
import { PLAIN, type ConsumerFacts } from './consumer-facts.ts';

/** One value for all stages, or one for each: `{ dev: '...', prod: '...' }`. */
export type PerStage = string | Readonly<Record<string, string>>;

/** Posts changes to a receiver, signed by the conventions of Standard Webhooks (docs/webhooks.md). */
export interface WebhookConsumer extends ConsumerBase {
  readonly type: 'webhook';
  /** Where to: `https://...`. It stands in the function's environment: no place for a password. */
  readonly url: PerStage;
  /** A secret of your own, by its whole ARN. @default Headwater makes one */
  readonly secretArn?: PerStage;
  /** Changes of one entity and operation in a request, 1 to 100. @default 1 */
  readonly changesPerRequest?: number;
  /** Seconds that the receiver may take to answer, 1 to 20. @default 10 */
  readonly timeoutSeconds?: number;
  /** Takes an `http://` address: whoever is on the way reads the rows. @default false */
  readonly allowHttp?: boolean;
  /** Takes addresses of private networks and of this machine. @default false */
  readonly allowPrivateAddresses?: boolean;
}

const SECRET_ARN = /^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-\w{6}$/;

export const webhook: ConsumerFacts<WebhookConsumer> = {
  ...PLAIN,
  aka: ['http', 'https', 'hook', 'post'],
  // What a receiver did with a change cannot be read back. Positions tell it what is old: it takes replays and backfills.
  keeps: 'none',
  audited: false,
  counts: 'always',
  spreadsTo: 'your receivers',
  settings: {
    url: perStage("give https://<host>/<path>, or one for each stage: { dev: '...', prod: '...' }"),
    secretArn: maybe(perStage("copy the secret's whole ARN from its page, or give one for each stage")),
    changesPerRequest: maybe(whole(1, 100)),
    timeoutSeconds: maybe(whole(1, 20)),
    allowHttp: maybe(flag()),
    allowPrivateAddresses: maybe(flag()),
  },
  problems(consumer, where) {
    const { url, secretArn = {} } = consumer;
    return [
      ...eachStage(url).flatMap(([name, one]) => {
        const problem = urlProblem(one, consumer);
        return problem === undefined ? [] : [`${where}: ${named('url', name)} ${problem}`];
      }),
      ...eachStage(secretArn)
        .filter(([, arn]) => !SECRET_ARN.test(arn))
        .map(
          ([name]) =>
            `${where}: ${named('secretArn', name)} is no secret's ARN: copy it whole from the secret's page, with the six characters at its end`,
        ),
    ];
  },
};

function eachStage(value: PerStage): readonly (readonly [string | undefined, string])[] {
  return typeof value === 'string' ? [[undefined, value]] : Object.entries(value);
}

function named(setting: string, stage: string | undefined): string {
  return stage === undefined ? setting : `${setting}.${stage}`;
}
