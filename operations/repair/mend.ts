import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import { publishChanges } from '../../shared/runtime/publish-changes.ts';
import type { Copy, Difference } from '../../shared/runtime/verify/copy.ts';
import { planRepair, type RepairPlan } from '../../shared/runtime/verify/repair.ts';
import { batches } from '../../shared/runtime/verify/settle.ts';
import { sendToConsumer } from '../deployment/senders.ts';
import type { Deployed } from '../deployed.ts';
import { createPace } from '../letters/pace.ts';
import type { DriftPlace } from '../verify/drift-file.ts';
import type { CountedTable, OpenCopies } from '../verify/open-copies.ts';

/** What came of the places that a repair was given. */
export interface MendCounts {
  readonly consumer: string;
  readonly entity: string;
  /** By kind of drift: keys that were sent, or would be. */
  readonly kinds: Record<string, number>;
  sent: number;
  /** In step by now. */
  inStep: number;
  /** Not taken by the queue. */
  refused: number;
  /** What no read can win over. */
  readonly beyond: Difference[];
  /** What the store would refuse: not sent. */
  refusedRows: number;
  /** The first of them, each with its reason. */
  readonly refusals: Difference[];
  readonly examples: Difference[];
}

export interface MendOptions {
  readonly deployed: Deployed;
  readonly opened: Pick<OpenCopies, 'copies' | 'tables'>;
  /** Keys a second. */
  readonly rate: number;
  /** Only say what would be sent. */
  readonly dry: boolean;
  readonly examples: number;
  readonly signal: AbortSignal;
}

const SEND_WITHIN_MS = 60_000;

/** Mends the places in the order they come, copy by copy, at most so many keys a second. */
export async function mend(places: AsyncIterable<DriftPlace>, options: MendOptions): Promise<readonly MendCounts[]> {
  const counts = new Map<Copy, MendCounts>();
  const pace = createPace(options.rate);
  let done = 0;
  for await (const batch of batches(places)) {
    for (const { copy, table, keys } of grouping(batch, options.opened)) {
      options.signal.throwIfAborted();
      const count = counts.get(copy) ?? noCounts(copy);
      counts.set(copy, count);
      await mendKeys({ copy, table, keys, count, pace, options });
      done += keys.length;
      options.deployed.onProgress({ of: 'repair', step: 'mends', keys: done, sent: count.sent, dry: options.dry });
    }
  }
  return [...counts.values()];
}

function noCounts({ consumer, entity }: Copy): MendCounts {
  return {
    consumer,
    entity,
    kinds: {},
    sent: 0,
    inStep: 0,
    refused: 0,
    beyond: [],
    refusedRows: 0,
    refusals: [],
    examples: [],
  };
}

interface Group {
  readonly copy: Copy;
  readonly table: CountedTable;
  readonly keys: readonly string[];
}

/** The keys of each copy, each once; places of copies that were not opened are left out. */
function grouping(places: readonly DriftPlace[], { copies, tables }: MendOptions['opened']): readonly Group[] {
  return copies.flatMap((copy) => {
    const table = tables.find(({ entities }) => entities.has(copy.entity));
    const own = places.filter(({ consumer, entity }) => consumer === copy.consumer && entity === copy.entity);
    return table && own.length > 0 ? [{ copy, table, keys: [...new Set(own.map(({ key }) => key))] }] : [];
  });
}

interface MendKeys extends Group {
  readonly count: MendCounts;
  readonly pace: ReturnType<typeof createPace>;
  readonly options: MendOptions;
}

async function mendKeys({ copy, table, keys, count, pace, options }: MendKeys): Promise<void> {
  const { deployed, dry, signal, examples } = options;
  const look = { source: table, marginMs: DEFAULT_MARGIN_MS, now: Date.now };
  let plan = await planRepair(copy, keys, look);
  if (!dry && plan.notBefore !== undefined) plan = await planLater(copy, keys, look, plan, options);
  for (const { difference } of plan.mendings) {
    count.kinds[difference.kind] = (count.kinds[difference.kind] ?? 0) + 1;
    if (count.examples.length < examples) count.examples.push(difference);
  }
  count.inStep += plan.inStep.length;
  count.beyond.push(...plan.beyond);
  count.refusedRows += plan.refused.length;
  count.refusals.push(...plan.refused.slice(0, Math.max(0, examples - count.refusals.length)));
  if (dry || plan.mendings.length === 0) return;
  await pace.wait(plan.mendings.length, signal);
  const deadline = Date.now() + SEND_WITHIN_MS;
  const changes = plan.mendings.map(({ change }) => change);
  const ports = sendToConsumer(deployed, table.name, copy.consumer);
  const { refused, unpublished } = await publishChanges(changes, ports, () => deadline - Date.now());
  count.refused += refused.length + unpublished.length;
  count.sent += changes.length - refused.length - unpublished.length;
}

/** In the analytics copy a read wins over a change only if that one is older than the margin: the wait is a minute at most. */
async function planLater(
  copy: Copy,
  keys: readonly string[],
  look: Parameters<typeof planRepair>[2],
  { notBefore = 0 }: RepairPlan,
  { deployed, signal }: MendOptions,
): Promise<RepairPlan> {
  const seconds = Math.ceil((notBefore - Date.now()) / 1_000);
  deployed.onProgress({ of: 'repair', step: 'waits', consumer: copy.consumer, seconds });
  await delay(Math.max(0, notBefore - Date.now()), undefined, { signal });
  return planRepair(copy, keys, look);
}
