import { localCloudStatus, stopLocalCloud } from '../../local/local-cloud.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { confirm, openTerminal } from '../output/terminal.ts';

export interface DownOptions {
  readonly purge?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function down(
  { purge = false, yes = false, json = false }: DownOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const terminal = openTerminal({ json });
  const { root, endpoint } = await localCloudStatus();
  if (purge && !yes) {
    const question = `Remove all data and logs of the local cloud in ${root}?`;
    if (!(await confirm(question, '--yes'))) return EXIT.unknown;
  }
  const wasRunning = await stopLocalCloud({ log: terminal.log, purge, signal });
  // Where the installation lies, which may be elsewhere, is said by the step.
  const kept = purge ? '' : ` Its logs are kept in ${root}.`;
  terminal.result(
    { stopped: wasRunning, endpoint, purged: purge, root },
    `${wasRunning ? 'Stopped' : 'It was not running'}.${kept} npx headwater up starts it again, empty.`,
  );
  return EXIT.ok;
}
