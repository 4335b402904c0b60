import { ask } from '../ask.ts';
import { PlayFailure } from '../failure.ts';
import type { Search } from '../search.ts';
import type { Session } from '../session.ts';

/** A plan for the local cloud's own faults (docs/local-cloud.md). Counts go down as the faults are made. */
export interface FaultPlan {
  readonly putEvents?: { readonly throttleRequests?: number; readonly failEntries?: number };
  readonly sqsDeliveries?: { readonly duplicate: number };
  readonly streamDeliveries?: { readonly duplicate: number };
}

/** Everything that a bad day breaks, and puts right. */
export interface FaultSwitches {
  plan(faults: FaultPlan): Promise<void>;
  /** What is left of the plan. */
  left(): Promise<FaultPlan>;
  /** The block that OpenSearch sets by itself when its disk is almost full (flood-stage watermark). */
  fillDisk(full: boolean): Promise<void>;
  /** Someone raises the limit up to which a keyword is indexed, beyond what Lucene takes. */
  raiseKeywordLimit(entity: string, field: string): Promise<void>;
  /** As a deploy brings the mapping up to date. */
  mendMapping(): Promise<void>;
  /** All of it, whatever state it is in. */
  restore(): Promise<void>;
}

/** Lucene refuses terms over 32,766 bytes. */
export const LUCENE_TERM_BYTES = 32_766;

export function faultSwitches(session: Pick<Session, 'cloud'>, search: Search): FaultSwitches {
  const path = faultsAt(session.cloud.clientSettings.endpoint ?? '');
  const plan = async (faults: FaultPlan): Promise<void> => {
    await answerOf(await fetch(path, { method: 'PUT', body: JSON.stringify(faults) }));
  };
  const fillDisk = async (full: boolean): Promise<void> => {
    const indices = search.entities.map((entity) => `${entity}-write`).join(',');
    await search.send('PUT', `/${indices}/_settings`, { 'index.blocks.read_only_allow_delete': full ? true : null });
  };
  // What was interrupted is put right by it, too.
  const mendMapping = async (): Promise<void> => {
    await ask(session, ['search-setup', '--yes'], { signal: new AbortController().signal });
  };
  return {
    plan,
    left: async () => (await answerOf(await fetch(path))) as FaultPlan,
    fillDisk,
    async raiseKeywordLimit(entity, field) {
      const properties = { [field]: { type: 'keyword', ignore_above: 10 * LUCENE_TERM_BYTES } };
      await search.send('PUT', `/${entity}-write/_mapping`, { properties });
    },
    mendMapping,
    async restore() {
      await plan({});
      // A blocked index takes no mapping.
      await fillDisk(false);
      await mendMapping();
    },
  };
}

/** @throws PlayFailure when this cloud makes no faults on request: only Headwater's own does */
export async function assertFaultSwitches(endpoint: string): Promise<void> {
  const response = await fetch(faultsAt(endpoint)).catch(() => undefined);
  if (response?.ok && response.headers.get('content-type')?.includes('json')) return;
  throw new PlayFailure(
    `A bad day needs faults on request, and the cloud at ${endpoint} makes none.`,
    'Leave out --endpoint, --aws and AWS_ENDPOINT_URL: the local cloud makes them.',
  );
}

function faultsAt(endpoint: string): string {
  return `${endpoint}/_headwater/faults`;
}

async function answerOf(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`the local cloud refused the faults: ${await response.text()}`);
  return response.json();
}
