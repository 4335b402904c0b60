import { localCloudStatus, stopLocalCloud } from '../../local/local-cloud.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { confirm, openTerminal } from '../output/terminal.ts';
import type { DownOptions } from '../verbs/down.ts';

export async function down(
  { purge = false, keep = false, yes = false, json = false }: DownOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const terminal = openTerminal({ json });
  const { root, endpoint } = await localCloudStatus();
  if (purge && !yes) {
    const question = `Remove all data and logs of the local cloud in ${root}?`;
    if (!(await confirm(question, '--yes'))) return EXIT.unknown;
  }
  if (purge && keep) throw new CommandError('--purge and --keep exclude each other.', 'Leave one of them out.');
  const { wasRunning, kept } = await stopLocalCloud({ log: terminal.log, purge, keep, signal });
  // Where the installation lies, which may be elsewhere, is said by the step.
  const logs = purge ? '' : ` Its logs are kept in ${root}.`;
  const how = kept ? 'with its data' : 'empty';
  terminal.result(
    { stopped: wasRunning, endpoint, purged: purge, kept, root },
    `${wasRunning ? 'Stopped' : 'It was not running'}.${logs} npx headwater up starts it again, ${how}.`,
  );
  if (!keep || !wasRunning || kept) return EXIT.ok;
  terminal.note(`Its data could not be kept: it did not end in an orderly way (${root}/logs/ministack.log).`);
  return EXIT.failed;
}
