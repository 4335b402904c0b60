import {
  inspectProcess,
  startInBackground,
  stopProcess,
  waitForHealth,
  type BackgroundProcess,
  type ProcessState,
  type Start,
} from './background-process.ts';
import { rmSync } from 'node:fs';
import { keepArchive } from './class-archive.ts';
import type { CloudPorts } from './environment.ts';
import type { Layout } from './layout.ts';
import { isMiniStackHealthy, miniStackProcess, miniStackStart } from './ministack.ts';
import { isOpenSearchHealthy, openSearchProcess, openSearchStart } from './opensearch.ts';
import type { ServerState } from './plan.ts';
import { miniStackPort, openSearchPort, type PortSetting } from './ports.ts';
import { atExit } from './interrupt.ts';
import { sendSignal } from './process-table.ts';
import { timed, type Log } from './progress.ts';
import { waitUntil } from './wait-until.ts';

/** One of the two servers of the local cloud: how it is started, asked, and stopped. */
export interface Server {
  readonly process: BackgroundProcess;
  readonly port: PortSetting;
  readonly portOf: (ports: CloudPorts) => number;
  readonly start: (ports: CloudPorts) => Promise<Start>;
  readonly isHealthy: (port: number) => Promise<boolean>;
  readonly readyWithinMs: number;
  readonly graceMs: number;
  readonly onceEnded?: () => Promise<void>;
}

export interface Servers {
  readonly miniStack: Server;
  readonly openSearch: Server;
}

export function serversAt(layout: Layout): Servers {
  return {
    miniStack: {
      process: miniStackProcess(layout),
      port: miniStackPort,
      portOf: (ports) => ports.miniStack,
      start: (ports) => miniStackStart(layout, ports),
      isHealthy: isMiniStackHealthy,
      readyWithinMs: 60_000,
      // It may have a state to save.
      graceMs: 60_000,
    },
    openSearch: {
      process: openSearchProcess(layout),
      port: openSearchPort,
      portOf: (ports) => ports.openSearch,
      start: (ports) => openSearchStart(layout, ports.openSearch),
      isHealthy: isOpenSearchHealthy,
      readyWithinMs: 120_000,
      // The first one to end writes the class archive, which takes seconds.
      graceMs: 30_000,
      onceEnded: () => keepArchive(layout),
    },
  };
}

/** Asks a live server for up to `patienceMs`: one that is only busy must not be taken for hung, as its state would be lost. */
export async function stateOf(
  server: Server,
  patienceMs: number,
): Promise<{ state: ServerState; found: ProcessState }> {
  const found = await inspectProcess(server.process);
  if (found.kind !== 'alive') return { state: found.kind, found };
  const answers = await waitUntil(() => server.isHealthy(found.record.port), { deadlineMs: patienceMs });
  return { state: answers ? 'ready' : 'unresponsive', found };
}

/** @returns whether it was running */
export async function stopServer({ process, graceMs, onceEnded }: Server): Promise<boolean> {
  const stop = await stopProcess(process, { graceMs });
  if (stop === 'ended') await onceEnded?.();
  return stop !== 'was not running';
}

/** Starts a server and waits until it is healthy; when that fails, or is interrupted, it is stopped again. */
export async function startServer(
  server: Server,
  ports: CloudPorts,
  log: Log,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { process, readyWithinMs, graceMs } = server;
  const start = await server.start(ports);
  await timed(log, process.name, `starting on 127.0.0.1:${start.port}`, async () => {
    const record = await startInBackground(process, start);
    using _ = atExit(() => {
      sendSignal(-record.pid, 'SIGKILL');
      rmSync(process.pidFile, { force: true });
    });
    try {
      const isHealthy = (): Promise<boolean> => server.isHealthy(start.port);
      await waitForHealth(process, record, isHealthy, { deadlineMs: readyWithinMs, signal });
    } catch (error) {
      await stopProcess(process, { graceMs });
      throw error;
    }
  });
}
