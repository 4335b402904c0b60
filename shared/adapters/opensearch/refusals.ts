/** Whether the index would take a row, asked of the index itself. Nothing is written. */
import { rowAfter, type Change } from '../../domain/change/change.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import { bulksOf, documentOf, type Operation } from './bulk-body.ts';
import { sendBulk } from './bulk-request.ts';
import type { SearchClient } from './client.ts';
import type { Mapping } from '../../dialects/opensearch/mapping.ts';
import { ask } from './request.ts';
import { unfitFor } from '../../dialects/opensearch/unfit.ts';
import type { WriteTargets } from './write-targets.ts';

/** A sequence number that no document reaches: the index reads and maps the row, and then ends with a conflict (409). */
const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * Sends each row as it would be stored, on a condition that never holds. What Lucene alone finds out when it writes (a term
 * over 32,766 bytes) is not told by that: it is worked out from the index's own mapping.
 *
 * @param changes of one entity, with a row
 * @returns the reason, by key, of those that the live index refuses; none for what it could not be asked about
 */
export async function askRefusals(
  { client, targets }: { readonly client: SearchClient; readonly targets: WriteTargets },
  changes: readonly Change[],
): Promise<ReadonlyMap<string, Reason>> {
  const refused = new Map<string, Reason>();
  const [first] = changes;
  if (!first) return refused;
  const live = (await targets.of(first.entity)).find((target) => target.live);
  if (!live) return refused;
  const operations = changes.map((change, index): Operation => {
    const action = { index: { _index: live.alias, _id: change.key, if_seq_no: NEVER, if_primary_term: 1 } };
    return { index, live: true, lines: `${JSON.stringify(action)}\n${documentOf(change)}\n` };
  });
  for (const bulk of bulksOf(operations)) {
    const outcomes = await sendBulk(client, bulk, changes);
    for (const [at, outcome] of outcomes.entries()) {
      const change = changes[bulk[at]?.index ?? -1];
      if (change && outcome.status === 'rejected') refused.set(change.key, outcome.reason);
    }
  }
  const unfit = unfitFor({ name: first.entity }, await propertiesOf(client, live.alias));
  for (const change of changes) {
    const reason = refused.has(change.key) ? undefined : unfit(change.key, rowAfter(change) ?? {});
    if (reason) refused.set(change.key, reason);
  }
  return refused;
}

/** The index's own mapping: somebody may have changed it. */
async function propertiesOf(client: SearchClient, alias: string): Promise<Readonly<Record<string, Mapping>>> {
  const request = { method: 'GET', path: `/${alias}/_mapping` } as const;
  const [index] = Object.values(await ask<Readonly<Record<string, IndexAnswer>>>(client, request));
  return index?.mappings?.properties ?? {};
}

interface IndexAnswer {
  readonly mappings?: { readonly properties?: Readonly<Record<string, Mapping>> };
}
