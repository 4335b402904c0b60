import { holdLocalCloud } from '../../local/local-cloud.ts';
import type { Log } from '../../local/progress.ts';
import { delimiter, dirname } from 'node:path';
import { stackNames } from '../../operations/deployment/read-deployment.ts';
import { deploymentId, sessionAt, type CommonOptions, type Session } from '../cloud/session.ts';
import { detectCloud, type CloudKind } from './cloud-kind.ts';
import { completeEmulator } from './complete-emulator.ts';
import { deploy } from './deploy.ts';
import { checkWhole } from '../../operations/status/gone-resources.ts';

type EndpointTarget = { readonly kind: 'endpoint'; readonly endpoint: string; readonly region: string };

/** Deploys to a LocalStack or MiniStack that the user runs: no server is started, and what it lacks is left out. */
export async function upEndpoint(
  target: EndpointTarget,
  options: CommonOptions,
  log: Log,
  signal: AbortSignal,
): Promise<{ readonly session: Session; readonly cloud: CloudKind }> {
  const session = await sessionAt(target, options);
  const cloud = await detectCloud(target.endpoint);
  const { clients, definition, stage } = session;
  const id = deploymentId(session);
  const stacks = stackNames(id);
  const omit = cloud.omit.length > 0 ? [`omit=${cloud.omit.join(',')}`] : [];
  const context = [`stage=${stage}`, 'local=true', ...omit];
  // The CDK's output and logs lie beside the local cloud's, and are of one deploy at a time.
  await holdLocalCloud({ log, signal }, async () => {
    await deploy({
      client: clients.cloudFormation,
      definition,
      stacks,
      context,
      env: environmentFor(target),
      log,
      signal,
    });
    await completeEmulator(session, log, { archive: cloud.archiveByApi });
    const next = `Delete the stacks ${stacks.toReversed().join(' and ')} there, then run this again: all is made anew.`;
    await checkWhole(clients, id, next);
  });
  return { session, cloud };
}

/** What keeps the CDK away from any other cloud than the one named. */
function environmentFor({ endpoint, region }: EndpointTarget): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
    CDK_VALIDATION: 'false',
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
  };
}
