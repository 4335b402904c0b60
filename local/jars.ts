import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LocalCloudError } from './errors.ts';
import { hashesOf, jarLockFile, readJarLock, type JarLock, type JarSet } from './jar-lock.ts';
import type { Layout } from './layout.ts';
import { fingerprintOf } from './marker.ts';
import { runCommand } from './run-command.ts';

/** Keeps its connections: 21 s (9 s of CPU) instead of 34 s (26 s), and more where Maven Central is far away. */
const jgoWithOneSession = join(import.meta.dirname, 'opensearch', 'fetch_jars.py');
const jgoOptions = [
  '--ignore-config',
  ...['--resolver', 'python'],
  '--class-path-only',
  // One platform's profile for all, so that the jars are the same everywhere; they hold the native code of every platform.
  ...['--platform', 'linux-x64'],
  ...['--timeout', '60'],
  ...['--links', 'hard'],
  ...['--color', 'plain'],
];

/** Where jars go, and what is needed to fetch them. */
type JarPlaces = Pick<Layout, 'python' | 'jars' | 'jarDownloads' | 'logs'>;

/**
 * Downloads the jars of a set with jgo, holds each against the SHA-256 in jars.sha256, and only then moves them to `layout.jars`.
 * After an interruption, whole jars are kept and the others fetched again.
 * @throws LocalCloudError COMMAND_FAILED, INTERRUPTED, or DOWNLOAD_INCOMPLETE which names the jars that are not what they should be
 */
export async function downloadJars(
  layout: JarPlaces,
  signal: AbortSignal | undefined,
  set: JarSet = 'opensearch',
): Promise<void> {
  const lock = await readJarLock(set);
  await keepOnlyWholeJars(mavenCache(layout), lock);
  await runJgo(layout, signal, set);
  const resolved = await jarsBelow(join(layout.jarDownloads, 'resolved'));
  assertLocked(set, lock, await hashesOf(resolved));
  await putInPlace(resolved, layout.jars);
  await rm(layout.jarDownloads, { recursive: true, force: true });
}

/** What has been fetched so far: first the POMs that say which jars are needed, then the jars. */
export async function countDownloads(layout: JarPlaces): Promise<{ poms: number; jars: number; megabytes: number }> {
  const files = await filesBelow(mavenCache(layout));
  const jars = files.filter((file) => file.endsWith('.jar'));
  const sizes = await Promise.all(jars.map(async (jar) => (await stat(jar).catch(() => undefined))?.size ?? 0));
  const megabytes = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1e6);
  return { poms: files.filter((file) => file.endsWith('.pom')).length, jars: jars.length, megabytes };
}

/** jgo writes files in place and takes any file that exists for whole: what an interruption left is removed before it looks. */
async function keepOnlyWholeJars(cache: string, lock: JarLock): Promise<void> {
  const files = (await filesBelow(cache)).filter((file) => !file.endsWith('.jar'));
  const hashes = await hashesOf(await jarsBelow(cache));
  for (const [jar, hash] of hashes) if (lock.get(basename(jar)) !== hash) files.push(jar);
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

/** Resolves jgo.toml, and puts the jars below `resolved` in the directory of downloads. */
export async function runJgo(
  layout: JarPlaces,
  signal: AbortSignal | undefined,
  set: JarSet = 'opensearch',
): Promise<void> {
  await rm(join(layout.jarDownloads, 'resolved'), { recursive: true, force: true });
  await mkdir(layout.jarDownloads, { recursive: true });
  await copyFile(jgoProject(set), join(layout.jarDownloads, 'jgo.toml'));
  await runCommand({
    name: `Downloading the ${set} jars`,
    file: layout.python,
    args: [jgoWithOneSession, ...jgoOptions, '--repo-cache', mavenCache(layout)].concat(
      ['--cache-dir', join(layout.jarDownloads, 'jgo-cache')],
      ['-v', 'sync', '--force'],
    ),
    cwd: layout.jarDownloads,
    log: join(layout.logs, 'install-jars.log'),
    next: 'Check the network (Maven Central must be reachable) and run the command again: whole jars are kept.',
    signal,
  });
}

function assertLocked(set: JarSet, lock: JarLock, hashes: ReadonlyMap<string, string>): void {
  const found = new Map([...hashes].map(([jar, hash]) => [basename(jar), hash]));
  const wrong = [...lock].filter(([jar, hash]) => found.get(jar) !== hash).map(([jar]) => jar);
  const unknown = [...found.keys()].filter((jar) => !lock.has(jar));
  if (wrong.length === 0 && unknown.length === 0) return;
  const names = [
    ...wrong.map((jar) => `${jar} (missing or altered)`),
    ...unknown.map((jar) => `${jar} (not in the lock)`),
  ];
  throw new LocalCloudError(
    'DOWNLOAD_INCOMPLETE',
    `The jars are not those of local/${set}/jars.sha256: ${names.slice(0, 5).join(', ')}, ${names.length} in all.`,
    'Run the command again: whole jars are kept, the others fetched anew.',
  );
}

/** The directory appears whole or not at all. */
async function putInPlace(jars: readonly string[], target: string): Promise<void> {
  const partial = `${target}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await Promise.all(jars.map((jar) => rename(jar, join(partial, basename(jar)))));
  await rm(target, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  await rename(partial, target);
}

function mavenCache(layout: JarPlaces): string {
  return join(layout.jarDownloads, 'maven');
}

export async function jarsBelow(directory: string): Promise<string[]> {
  return (await filesBelow(directory)).filter((file) => file.endsWith('.jar'));
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Changes whenever the wanted jars do. */
export async function jarsFingerprint(layout: Pick<Layout, 'jars'>, set: JarSet = 'opensearch'): Promise<string> {
  return fingerprintOf(layout.jars, await readFile(jgoProject(set), 'utf8'), await readFile(jarLockFile(set), 'utf8'));
}

function jgoProject(set: JarSet): string {
  return join(import.meta.dirname, set, 'jgo.toml');
}
