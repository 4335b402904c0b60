import { keepersOf } from '../../../shared/domain/consumers/keepers.ts';
import { DEFAULT_MARGIN_MS } from '../../../shared/domain/change/precedence.ts';
import type { Verification } from '../../../shared/runtime/verify/result.ts';
import { verifyAll } from '../../../shared/runtime/verify/verify.ts';
import { createDiskJoin } from '../../../shared/adapters/disk/key-join.ts';
import type { DeployedSession } from '../../../cli/cloud/session.ts';
import { collectEarly } from '../../../cli/collect-early.ts';
import { openCopies } from '../../../operations/verify/open-copies.ts';

/** A test waits until nothing is on its way before it compares. */
const GRACE_MS = 1_000;
const EXAMPLES = 20;

/** Every row of the tables against every document of the index. */
export async function compareIndex(session: DeployedSession, signal?: AbortSignal): Promise<Verification> {
  collectEarly();
  const searching = keepersOf(session.definition.consumers, 'search');
  using opened = await openCopies(session, { history: false, signal });
  const copies = opened.copies.filter(({ consumer }) => searching.some(({ name }) => name === consumer));
  return await verifyAll({
    copies,
    tables: opened.tables,
    graceMs: GRACE_MS,
    marginMs: DEFAULT_MARGIN_MS,
    now: Date.now,
    signal,
    examples: EXAMPLES,
    makeJoin: (sides) => createDiskJoin({ sides }),
  });
}
