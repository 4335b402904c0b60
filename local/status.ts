import { agreePorts } from './agree-ports.ts';
import { endpointOf, localEnvironment } from './environment.ts';
import { findMissing } from './install.ts';
import { layoutAt } from './layout.ts';
import { lastLines } from './log-tail.ts';
import type { ServerState } from './plan.ts';
import { serversAt, stateOf, type Server } from './servers.ts';

interface ServerStatus {
  readonly name: string;
  readonly state: ServerState;
  readonly endpoint: string;
  readonly pid: number | null;
  readonly startedAt: string | null;
  readonly logFile: string;
  /** The last lines of its log, when it has died or does not answer. */
  readonly logTail: string | null;
}

export interface LocalCloudStatus {
  readonly running: boolean;
  readonly root: string;
  readonly installed: boolean;
  readonly endpoint: string;
  readonly openSearchEndpoint: string;
  readonly env: Record<string, string>;
  readonly servers: readonly ServerStatus[];
}

const patienceMs = 2_000;

/** Looks, and changes nothing. */
export async function localCloudStatus({ root }: { readonly root?: string } = {}): Promise<LocalCloudStatus> {
  const layout = layoutAt(root);
  const servers = serversAt(layout);
  const ports = await agreePorts(servers);
  const missing = await findMissing(layout);
  const statuses = await Promise.all([
    describe(servers.miniStack, ports.miniStack),
    describe(servers.openSearch, ports.openSearch),
  ]);
  return {
    running: statuses.every(({ state }) => state === 'ready'),
    root: layout.root,
    installed: !Object.values(missing).includes(true),
    endpoint: endpointOf(ports.miniStack),
    openSearchEndpoint: endpointOf(ports.openSearch),
    env: localEnvironment(layout, ports),
    servers: statuses,
  };
}

async function describe(server: Server, port: number): Promise<ServerStatus> {
  const { state, found } = await stateOf(server, patienceMs);
  const { name, logFile } = server.process;
  const isWell = state === 'ready' || state === 'stopped';
  const record = found.kind === 'alive' ? found.record : undefined;
  return {
    name,
    state,
    endpoint: endpointOf(port),
    pid: record?.pid ?? null,
    startedAt: record?.startedAt ?? null,
    logFile,
    logTail: isWell ? null : await lastLines(logFile),
  };
}
