import config from 'headwater:config';
import { localCloudStatus } from '../../local/local-cloud.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import type { Deployment } from '../../shared/runtime/deployment.ts';
import { askedBy } from '../asked.ts';
import { CommandError } from '../errors.ts';
import { openTerminal, type Terminal } from '../output/terminal.ts';
import { createClients, type Clients } from './clients.ts';
import { readDeployment } from './read-deployment.ts';
import type { CloudOptions } from '../verb-tools.ts';
import { chooseTarget, describeTarget, type Target } from './target.ts';

/** The options that every verb takes. */
export type CommonOptions = CloudOptions;

/** What a verb works with. */
export interface Session {
  readonly definition: HeadwaterDefinition;
  readonly stage: string;
  readonly target: Target;
  readonly region: string;
  readonly clients: Clients;
  readonly terminal: Terminal;
  /** Aborted when the verb is to end. */
  readonly signal?: AbortSignal | undefined;
}

export interface DeployedSession extends Session {
  readonly deployment: Deployment;
}

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
  return same && (mayWrite || !writes) ? { ...session, terminal } : undefined;
}

export function readSessionDeployment({ clients, definition, stage, region }: Session): Promise<Deployment> {
  return readDeployment(clients.cloudFormation, { name: definition.name, stage, region });
}

export async function sessionAt(target: Target, options: CommonOptions): Promise<Session> {
  const terminal = openTerminal({ json: options.json ?? false });
  terminal.note(`${describeTarget(target)}, stage ${options.stage}`);
  const clients = createClients(target);
  const region = await regionOf(clients);
  return { definition: config, stage: options.stage, target, region, clients, terminal };
}

async function regionOf({ cloudFormation }: Clients): Promise<string> {
  try {
    return await cloudFormation.config.region();
  } catch (cause) {
    throw new CommandError('No AWS region is set.', 'Set AWS_REGION, or a region in the profile.', { cause });
  }
}
