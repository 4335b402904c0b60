/** Data that `down --keep` leaves for the next `up`: only what both servers wrote in an orderly end, and nobody has changed since. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

export async function markKept(layout: Layout): Promise<void> {
  await writeFile(markOf(layout), '');
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
