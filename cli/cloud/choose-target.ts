import type { LocalCloudStatus } from '../../local/local-cloud.ts';
import type { Target } from '../../operations/deployment/target.ts';
import { CommandError } from '../errors.ts';
import { own } from '../../shared/domain/own.ts';

export interface TargetOptions {
  readonly aws?: boolean | undefined;
  readonly endpoint?: string | undefined;
}

export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly local: Pick<LocalCloudStatus, 'running' | 'endpoint' | 'servers'>;
  /** Whether the verb changes anything. */
  readonly writes: boolean;
}

const LOCAL_REGION = 'us-east-1';

/** The endpoint that the options name, or else the environment; undefined when neither does. */
export function namedEndpoint(
  { endpoint }: Pick<TargetOptions, 'endpoint'>,
  env: NodeJS.ProcessEnv,
): string | undefined {
  return endpoint ?? (env['AWS_ENDPOINT_URL'] || undefined);
}

/**
 * Chooses: what the options say, else AWS_ENDPOINT_URL, else the local cloud if it runs. Only a verb that changes nothing
 * goes on to the AWS account of the environment's credentials; one that writes needs to be told so with --aws, so that
 * a local cloud that happens to be down never sends a write to a real account.
 *
 * @throws CommandError when the options contradict each other, or no cloud is left
 */
export function chooseTarget({ aws, endpoint }: TargetOptions, { env, local, writes }: Surroundings): Target {
  const fromEnvironment = namedEndpoint({}, env);
  const asked = endpoint ?? fromEnvironment;
  if (aws && endpoint) throw new CommandError('--aws and --endpoint exclude each other.', 'Leave one of them out.');
  if (aws && fromEnvironment) {
    throw new CommandError(
      `--aws was given, but AWS_ENDPOINT_URL is ${fromEnvironment}, which is not AWS.`,
      'Unset AWS_ENDPOINT_URL, or leave --aws out.',
    );
  }
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined;
  if (aws) return { kind: 'aws', region };
  if (asked !== undefined && !isSame(asked, local.endpoint)) {
    return { kind: 'endpoint', endpoint: checkedUrl(asked), region: region ?? LOCAL_REGION };
  }
  if (local.running) return { kind: 'local', endpoint: local.endpoint, region: LOCAL_REGION };
  const ill = local.servers.filter(({ state }) => state !== 'stopped');
  if (ill.length > 0) {
    const states = local.servers.map(({ name, state }) => `${name} is ${state}`).join(', ');
    throw new CommandError(`The local cloud is not well: ${states}.`, '`npx headwater up` mends it.');
  }
  if (asked !== undefined) return { kind: 'endpoint', endpoint: checkedUrl(asked), region: region ?? LOCAL_REGION };
  if (!writes && hasCredentials(env)) return { kind: 'aws', region };
  throw new CommandError(
    'The local cloud is not running, and no other was named.',
    '`npx headwater up` starts it; --aws means the AWS account of your credentials; --endpoint URL another cloud.',
  );
}

/** Whether the environment says that the user works with AWS at all: without it, looking for credentials takes seconds. */
function hasCredentials(env: NodeJS.ProcessEnv): boolean {
  return [
    'AWS_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  ].some((name) => Boolean(own(env, name)));
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [URL.parse(one), URL.parse(other)];
  const host = (url: URL | null): string | undefined => url?.host.replace('localhost', '127.0.0.1');
  return a !== null && host(a) === host(b);
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text.replace(/\/+$/, '');
  throw new CommandError(`"${text}" is not a URL.`, 'An endpoint looks like http://localhost:4566.');
}
