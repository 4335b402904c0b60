import { layoutAt } from '../../local/layout.ts';
import { withLock } from '../../local/lock.ts';
import type { DeployedSession } from '../cloud/session.ts';

/**
 * Plays while nobody else plays on the same cloud: a demo empties an index and fills it again, a bad day and a drill break things on
 * purpose, and each would take the others' doings for faults. A second one waits. `up`, `down` and the verbs that look go on beside it.
 * @throws LocalCloudError LOCK_HELD, INTERRUPTED
 */
export function playAlone<T>({ terminal, signal }: DeployedSession, play: () => Promise<T>): Promise<T> {
  return withLock(layoutAt().playLock, { log: terminal.log, signal }, play);
}
