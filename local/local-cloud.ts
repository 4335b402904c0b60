import { dirname } from 'node:path';
import { rm } from 'node:fs/promises';
import { agreePorts } from './agree-ports.ts';
import { endpointOf, localEnvironment, type CloudPorts } from './environment.ts';
import { install } from './install.ts';
import { layoutAt, type Layout } from './layout.ts';
import { withLock } from './lock.ts';
import { lastLines } from './log-tail.ts';
import { askToSave, assertKeptOn, forgetKept, isKept, isSaved, markKept } from './kept-data.ts';
import { planStart, type ServerState, type StartPlan } from './plan.ts';
import { assertPortFree } from './ports.ts';
import type { Log } from './progress.ts';
import { serversAt, startServer, stateOf, stopServer, type Server, type Servers } from './servers.ts';
import { runTogether } from './together.ts';

export { showProgress, type Log } from './progress.ts';
export { localCloudStatus, type LocalCloudStatus } from './status.ts';

export interface LocalCloudOptions {
  readonly log: Log;
  /** Where everything lies; default: HEADWATER_LOCAL_ROOT, or `.local` in the repository. */
  readonly root?: string;
  /** Abort it (on Ctrl-C) to stop: what this call started is stopped, and it throws INTERRUPTED. */
  readonly signal?: AbortSignal;
}

export interface LocalCloud {
  readonly endpoint: string;
  readonly openSearchEndpoint: string;
  /** For child processes and SDK clients; merge it over process.env. */
  readonly env: Record<string, string>;
  /** `empty`: this call started it, and nothing is deployed. `kept`: it was running, or `down --keep` left its data. */
  readonly state: 'empty' | 'kept';
}

/**
 * Does `work` alone: what installs, starts, deploys to or stops the cloud of one root must not run beside another such. `start` is
 * startLocalCloud for work that goes on afterwards.
 * @throws LocalCloudError LOCK_HELD, INTERRUPTED
 */
export async function holdLocalCloud<T>(
  { log, root, signal }: LocalCloudOptions,
  work: (start: () => Promise<LocalCloud>) => Promise<T>,
): Promise<T> {
  const layout = layoutAt(root);
  return withLock(layout.lock, { log, signal }, () => work(() => start(layout, { log, signal })));
}

/**
 * Installs what is missing, starts what is not running, and returns when both servers are healthy. Calling it again is quick and safe.
 * @throws LocalCloudError
 */
export function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  return holdLocalCloud(options, (start) => start());
}

async function start(layout: Layout, { log, signal }: Starting): Promise<LocalCloud> {
  const servers = serversAt(layout);
  const ports = await agreePorts(servers);
  const plan = await decide(layout, servers, log);
  if (plan === 'start-kept') await assertKeptOn(layout, ports);
  // Before a long download: a port that is taken ends this start anyway.
  await Promise.all(toStart(plan, servers).map((server) => assertStartable(server, ports)));
  await install(layout, { log, signal });
  await carryOut(plan, layout, servers, ports, { log, signal });
  return describe(layout, ports, plan);
}

type Starting = Pick<LocalCloudOptions, 'log'> & { readonly signal: AbortSignal | undefined };

/**
 * Stops both servers. Their state goes with them, unless `keep` leaves it for the next start; what was installed stays. `purge` removes
 * the data and logs as well. Whoever is at work on the cloud is waited for; an abort ends that, and not the stopping.
 */
export async function stopLocalCloud({
  log,
  root,
  signal,
  purge = false,
  keep = false,
}: LocalCloudOptions & { readonly purge?: boolean; readonly keep?: boolean }): Promise<Stopped> {
  const layout = layoutAt(root);
  return withLock(layout.lock, { log, signal }, async () => {
    const wasKept = isKept(layout);
    if (keep && !wasKept) await askToSave(layout);
    const servers = serversAt(layout);
    const ports = keep ? await agreePorts(servers) : undefined;
    const wasRunning = await stopBoth(servers);
    if (purge) for (const path of [layout.data, layout.logs]) await rm(path, { recursive: true, force: true });
    else if (!keep) await forgetKept(layout);
    else if (ports && wasRunning && isSaved(layout)) await markKept(layout, ports);
    const kept = isKept(layout);
    const data = purge
      ? 'its data and logs are removed'
      : kept
        ? 'its data are kept'
        : 'its tables and indices are gone';
    const text = `${wasRunning ? 'stopped' : 'was not running'}; ${data}, the installation in ${dirname(layout.venv)} is kept`;
    log({ step: 'local cloud', state: 'done', text });
    return { wasRunning, kept };
  });
}

export interface Stopped {
  readonly wasRunning: boolean;
  /** Whether the next start finds the data as they were. */
  readonly kept: boolean;
}

const patienceMs = 10_000;

/** Looks at both servers, says what was found wrong, and chooses what to do. */
async function decide(layout: Layout, servers: Servers, log: Log): Promise<StartPlan> {
  const [miniStack, openSearch] = await Promise.all([
    observe(servers.miniStack, log),
    observe(servers.openSearch, log),
  ]);
  const plan = planStart(miniStack, openSearch, isKept(layout));
  if (plan === 'start-clean' && (openSearch === 'ready' || miniStack === 'dead' || miniStack === 'unresponsive')) {
    const text = 'MiniStack is gone and its tables with it, so OpenSearch starts empty too: deploy again';
    log({ step: 'local cloud', state: 'note', text });
  }
  return plan;
}

async function observe(server: Server, log: Log): Promise<ServerState> {
  const { state } = await stateOf(server, patienceMs);
  const { name, logFile } = server.process;
  if (state === 'dead' || state === 'unresponsive') {
    const what = state === 'dead' ? 'has died' : `does not answer (waited ${patienceMs / 1000} s)`;
    log({ step: name, state: 'note', text: `${what}; the end of ${logFile}:\n${await lastLines(logFile)}` });
  }
  return state;
}

async function carryOut(
  plan: StartPlan,
  layout: Layout,
  servers: Servers,
  ports: CloudPorts,
  { log, signal }: Starting,
): Promise<void> {
  const starting = toStart(plan, servers);
  await Promise.all(starting.map(stopServer));
  await Promise.all(starting.map((server) => assertPortFree(server.port, server.portOf(ports))));
  if (plan === 'start-clean') await rm(layout.data, { recursive: true, force: true });
  try {
    await runTogether(
      signal,
      starting.map((server) => (together) => startServer(server, ports, log, together)),
    );
  } catch (error) {
    // One without the other is of no use: leave nothing half-alive.
    if (plan === 'start-clean' || plan === 'start-kept') await stopBoth(servers);
    throw error;
  }
  await forgetKept(layout);
}

function toStart(plan: StartPlan, { miniStack, openSearch }: Servers): readonly Server[] {
  switch (plan) {
    case 'keep':
      return [];
    case 'restart-opensearch':
      return [openSearch];
    case 'start-clean':
    case 'start-kept':
      return [miniStack, openSearch];
  }
}

async function assertStartable(server: Server, ports: CloudPorts): Promise<void> {
  const { found } = await stateOf(server, 0);
  // Its port is held by the process that is about to be replaced.
  if (found.kind === 'alive') return;
  await assertPortFree(server.port, server.portOf(ports));
}

async function stopBoth({ miniStack, openSearch }: Servers): Promise<boolean> {
  const stopped = await Promise.all([miniStack, openSearch].map(stopServer));
  return stopped.includes(true);
}

function describe(layout: Layout, ports: CloudPorts, plan: StartPlan): LocalCloud {
  return {
    endpoint: endpointOf(ports.miniStack),
    openSearchEndpoint: endpointOf(ports.openSearch),
    env: localEnvironment(layout, ports),
    state: plan === 'start-clean' ? 'empty' : 'kept',
  };
}
