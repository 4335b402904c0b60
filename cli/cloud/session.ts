import config from 'headwater:config';
import { localCloudStatus } from '../../local/local-cloud.ts';
import { layoutAt } from '../../local/layout.ts';
import type { Deployed } from '../../operations/deployed.ts';
import { createClients, type Clients } from '../../operations/deployment/clients.ts';
import { readDeployment, type DeploymentId } from '../../operations/deployment/read-deployment.ts';
import { describeTarget, type Target } from '../../operations/deployment/target.ts';
import type { Deployment } from '../../shared/runtime/deployment.ts';
import { askedBy } from '../asked.ts';
import { CommandError } from '../errors.ts';
import { showOperations } from '../output/progress.ts';
import { openTerminal, type Terminal } from '../output/terminal.ts';
import type { CloudOptions } from '../verb-tools.ts';
import { chooseTarget } from './choose-target.ts';

/** The options that every verb takes. */
export type CommonOptions = CloudOptions;

/** What a verb works with while nothing need be deployed. */
export interface Session extends Omit<Deployed, 'deployment'> {
  readonly terminal: Terminal;
}

/** What a verb works with: what operations do, and where their answers are shown. */
export interface DeployedSession extends Session, Deployed {}

/** Chooses the cloud and says which it is. @throws CommandError when no cloud can be chosen */
async function openSession(options: CommonOptions, { writes }: { readonly writes: boolean }): Promise<Session> {
  const local = await localCloudStatus();
  const target = chooseTarget(options, { env: process.env, local, writes });
  return sessionAt(target, options);
}

/** Like openSession, and reads what is deployed there. @throws CommandError when nothing is */
export async function openDeployedSession(
  options: CommonOptions,
  { writes, signal }: { readonly writes: boolean; readonly signal?: AbortSignal | undefined },
): Promise<DeployedSession> {
  const open = openAlready(options, writes);
  if (open) return { ...open, signal };
  const session = await openSession(options, { writes });
  return { ...session, signal, deployment: await readSessionDeployment(session) };
}

/** That of who asks, for the same cloud; what may not be written to without a word is chosen anew. */
function openAlready(options: CommonOptions, writes: boolean): DeployedSession | undefined {
  const asking = askedBy();
  if (!asking) return undefined;
  const { session, terminal, options: opened } = asking;
  const same = (['stage', 'endpoint', 'aws'] as const).every((name) => options[name] === opened[name]);
  const mayWrite = session.target.kind !== 'aws' || options.aws === true;
  return same && (mayWrite || !writes) ? { ...session, terminal, onProgress: showOperations(terminal) } : undefined;
}

export function readSessionDeployment(session: Session): Promise<Deployment> {
  return readDeployment(session.clients.cloudFormation, deploymentId(session));
}

/** `--stack` names the stack by this variable (open-project.ts). */
export function deploymentId({ definition, stage, region }: Pick<Session, 'definition' | 'stage' | 'region'>) {
  return { name: definition.name, stage, region, stack: process.env['HEADWATER_STACK'] } satisfies DeploymentId;
}

export async function sessionAt(target: Target, options: CommonOptions): Promise<Session> {
  const terminal = openTerminal({ json: options.json ?? false });
  terminal.note(`${describeTarget(target)}, stage ${options.stage}`);
  const clients = createClients(target);
  const region = await regionOf(clients);
  const onProgress = showOperations(terminal);
  const { root: directory } = layoutAt();
  return { definition: config, stage: options.stage, target, region, clients, terminal, onProgress, directory };
}

async function regionOf({ cloudFormation }: Clients): Promise<string> {
  try {
    return await cloudFormation.config.region();
  } catch (cause) {
    throw new CommandError('No AWS region is set.', 'Set AWS_REGION, or a region in the profile.', { cause });
  }
}
