/** What a verb of an app works with: a cloud, and what is deployed there. */
import { layoutAt } from '../local/layout.ts';
import { withLock } from '../local/lock.ts';
import { ask } from './ask.ts';
import { clientSettings } from '../operations/deployment/clients.ts';
import { openDeployedSession, readSessionDeployment, type DeployedSession } from './cloud/session.ts';
import { bringUp } from './commands/up.ts';
import type { CloudOptions, OpenCloud, Opening } from './verb-tools.ts';

/** @throws CommandError when no cloud can be chosen, or nothing is deployed there */
export async function openCloud(options: CloudOptions, { writes, signal }: Opening): Promise<OpenCloud> {
  return cloudOf(await openDeployedSession(options, { writes, signal }), options, signal);
}

/** @throws CommandError for --aws */
export async function upCloud(options: CloudOptions, signal: AbortSignal): Promise<OpenCloud> {
  const { session } = await bringUp(options, signal);
  return cloudOf({ ...session, signal, deployment: await readSessionDeployment(session) }, options, signal);
}

export function cloudOf(session: DeployedSession, options: CloudOptions, signal: AbortSignal): OpenCloud {
  const { target, region, deployment, terminal } = session;
  const { root: folder, playLock } = layoutAt();
  return {
    kind: target.kind,
    clientSettings: { ...clientSettings(target), region },
    deployment,
    terminal,
    folder,
    headwater: (words, asked = {}) => ask(words, { session, options, signal, onProgress: () => undefined, ...asked }),
    alone: (work) => withLock(playLock, { log: terminal.log, signal }, work),
  };
}
