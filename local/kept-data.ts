/** Data that `down --keep` leaves for the next `up`: only what both servers wrote in an orderly end, and nobody has changed since. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CloudPorts } from './environment.ts';
import { LocalCloudError } from './errors.ts';
import type { Layout } from './layout.ts';

/** Asks MiniStack to save its state when it ends (cloud/saved_state.py). What it started with is of no use any more. */
export async function askToSave(layout: Layout): Promise<void> {
  const earlier = await readdir(stateOf(layout)).catch(() => []);
  for (const name of earlier.filter((one) => one.endsWith('.json')))
    await rm(join(stateOf(layout), name), { force: true });
  await mkdir(stateOf(layout), { recursive: true });
  await writeFile(join(stateOf(layout), '.headwater-keep'), '');
}

/** Whether MiniStack's saved state is that of its very end: its mark of a run is gone, and a table's state is there. */
export function isSaved(layout: Layout): boolean {
  return existsSync(join(stateOf(layout), 'dynamodb.json')) && !existsSync(join(stateOf(layout), '.headwater-running'));
}

export function isKept(layout: Layout): boolean {
  return existsSync(markOf(layout));
}

/** @param ports addresses with them stand in what is kept: functions are told where queues and OpenSearch are */
export async function markKept(layout: Layout, ports: CloudPorts): Promise<void> {
  await writeFile(markOf(layout), JSON.stringify(ports));
}

/** @throws LocalCloudError KEPT_ELSEWHERE when what is kept was made on other ports */
export async function assertKeptOn(layout: Layout, ports: CloudPorts): Promise<void> {
  const kept = JSON.parse(await readFile(markOf(layout), 'utf8')) as CloudPorts;
  if (kept.miniStack === ports.miniStack && kept.openSearch === ports.openSearch) return;
  throw new LocalCloudError(
    'KEPT_ELSEWHERE',
    `The data that were kept are of a local cloud on the ports ${kept.miniStack} and ${kept.openSearch}.`,
    `Start it there (HEADWATER_PORT=${kept.miniStack} HEADWATER_OPENSEARCH_PORT=${kept.openSearch}), or drop them: npx headwater down.`,
  );
}

/** From now on the servers write: what lies there is of no one moment any more. */
export async function forgetKept(layout: Layout): Promise<void> {
  await rm(markOf(layout), { force: true });
}

function stateOf({ miniStackData }: Layout): string {
  return join(miniStackData, 'state');
}

function markOf({ data }: Layout): string {
  return join(data, 'kept');
}
