import { holdLocalCloud, localCloudStatus, type LocalCloud } from '../../local/local-cloud.ts';
import { deploymentId, sessionAt, type CommonOptions, type Session } from '../cloud/session.ts';
import { findDeployment, stackNames } from '../../operations/deployment/read-deployment.ts';
import { completeEmulator } from './complete-emulator.ts';
import { deploy } from './deploy.ts';
import { deployFingerprint } from './fingerprint.ts';
import { checkWhole } from '../../operations/status/gone-resources.ts';
import { rememberedDeploy } from './remembered.ts';
import type { Log } from '../../local/progress.ts';

export interface UpResult {
  readonly session: Session;
  readonly deployed: 'new' | 'unchanged';
}

/**
 * Starts the local cloud and deploys to it, unless exactly this is deployed in it already. One at a time: a second one waits, and then
 * finds it done.
 */
export function upLocal(options: CommonOptions, log: Log, signal: AbortSignal): Promise<UpResult> {
  return holdLocalCloud({ log, signal }, async (start) => deployTo(await start(), options, log, signal));
}

async function deployTo(
  { endpoint, env }: LocalCloud,
  options: CommonOptions,
  log: Log,
  signal: AbortSignal,
): Promise<UpResult> {
  const session = await sessionAt({ kind: 'local', endpoint, region: env['AWS_REGION'] ?? 'us-east-1' }, options);
  const { definition, clients, stage } = session;
  const id = deploymentId(session);
  const context = [`stage=${stage}`, 'local=true', 'functionsRunHere=true'];
  const [fingerprint, cloud] = await Promise.all([deployFingerprint(definition, context), localCloudStatus()]);
  const remembered = rememberedDeploy(cloud, stage);
  const isThere = async (): Promise<boolean> => (await findDeployment(clients.cloudFormation, id)) !== undefined;
  if ((await remembered.isCurrent(fingerprint)) && (await isThere())) {
    await checkWhole(clients, id, ANEW);
    log({ step: 'deploy', state: 'done', text: 'nothing has changed since the last one' });
    return { session, deployed: 'unchanged' };
  }
  await remembered.forget();
  const stacks = stackNames(id);
  await deploy({
    client: clients.cloudFormation,
    definition,
    stacks,
    context,
    env: { ...process.env, ...env },
    log,
    signal,
  });
  await completeEmulator(session, log, { archive: false });
  await checkWhole(clients, id, ANEW);
  await remembered.remember(fingerprint);
  return { session, deployed: 'new' };
}

const ANEW = '`npx headwater down`, then `npx headwater up`: all is made anew, and what is in the local cloud goes.';
