import { keepersOf } from '../shared/domain/consumers/keepers.ts';
import { DEFAULT_MARGIN_MS } from '../shared/domain/change/precedence.ts';
import type { Row } from '../shared/domain/row/json.ts';
import type { StoredDocument } from '../shared/ports/search-store.ts';
import { differenceOf as differenceIn, type Difference } from '../shared/runtime/verify/copy.ts';
import type { Verification } from '../shared/runtime/verify/result.ts';
import { verifyAll } from '../shared/runtime/verify/verify.ts';
import { createDiskJoin } from '../shared/adapters/disk/key-join.ts';
import type { DeployedSession } from './cloud/session.ts';
import { collectEarly } from './collect-early.ts';
import { openCopies } from '../operations/verify/open-copies.ts';

/** A demo and a test wait until nothing is on its way before they compare. */
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

/**
 * How one row and its document differ; undefined when they do not.
 *
 * @param row as the search consumer should have it
 */
export function differenceOf(
  entity: string,
  key: string,
  row: Row | undefined,
  document: StoredDocument | undefined,
): Difference | undefined {
  const facts = { now: Date.now(), marginMs: DEFAULT_MARGIN_MS };
  return differenceIn({ consumer: 'search', entity }, key, { expected: row, stored: document }, facts);
}
