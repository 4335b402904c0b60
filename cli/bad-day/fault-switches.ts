import { send } from '../../shared/adapters/opensearch/request.ts';
import { writeAlias } from '../../shared/dialects/opensearch/names.ts';
import type { SearchAccess } from '../../operations/deployment/search.ts';
import { CommandError } from '../errors.ts';

/** A plan for the local cloud's own faults (local/cloud/faults.py). Counts go down as the faults are made. */
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

export function faultSwitches(endpoint: string, { client, store, entities }: SearchAccess): FaultSwitches {
  const path = faultsAt(endpoint);
  const plan = async (faults: FaultPlan): Promise<void> => {
    await answerOf(await fetch(path, { method: 'PUT', body: JSON.stringify(faults) }));
  };
  const fillDisk = async (full: boolean): Promise<void> => {
    const indices = entities.map(({ name }) => writeAlias(name)).join(',');
    const body = { 'index.blocks.read_only_allow_delete': full ? true : null };
    await send(client, { method: 'PUT', path: `/${indices}/_settings`, body });
  };
  return {
    plan,
    left: async () => (await answerOf(await fetch(path))) as FaultPlan,
    fillDisk,
    async raiseKeywordLimit(entity, field) {
      const body = { properties: { [field]: { type: 'keyword', ignore_above: 10 * LUCENE_TERM_BYTES } } };
      await send(client, { method: 'PUT', path: `/${writeAlias(entity)}/_mapping`, body });
    },
    async mendMapping() {
      await store.prepare(entities);
    },
    async restore() {
      await plan({});
      // A blocked index takes no mapping.
      await fillDisk(false);
      await store.prepare(entities);
    },
  };
}

/** @throws CommandError when this cloud makes no faults on request: only our local one does */
export async function assertFaultSwitches(endpoint: string): Promise<void> {
  const response = await fetch(faultsAt(endpoint)).catch(() => undefined);
  if (response?.ok && response.headers.get('content-type')?.includes('json')) return;
  throw new CommandError(
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
