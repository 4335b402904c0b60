import type { DeployedSession } from '../cloud/session.ts';
import { CommandError, type ExitCode } from '../errors.ts';

export function backfillViaExport(_session: DeployedSession, _options: object): Promise<ExitCode> {
  throw new CommandError('Not yet.', '');
}
