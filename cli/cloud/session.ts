import config from 'headwater:config';
import { localCloudStatus } from '../../local/local-cloud.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import type { Deployment } from '../../shared/runtime/deployment.ts';
import { CommandError } from '../errors.ts';
import { openTerminal, type Terminal } from '../output/terminal.ts';
import { createClients, type Clients } from './clients.ts';
import { readDeployment } from './read-deployment.ts';
import { chooseTarget, describeTarget, type Target, type TargetOptions } from './target.ts';

/** The options that every verb takes. */
export interface CommonOptions extends TargetOptions {
  readonly stage: string;
  readonly json?: boolean | undefined;
}

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
  const session = await openSession(options, { writes });
  return { ...session, signal, deployment: await readSessionDeployment(session) };
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
