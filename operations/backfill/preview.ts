import type { StoredJob } from '../../shared/ports/backfill-jobs.ts';
import type { Deployed } from '../deployed.ts';
import { costOf } from './cost.ts';
import { estimate, type Estimate } from './estimate.ts';
import type { TableSize } from '../../shared/adapters/dynamodb/describe-table.ts';
import type { BackfillPorts } from './open-backfill.ts';
import { reachOf, type BackfillPlan } from './plan.ts';
import { ReadRate } from './read-rate.ts';
import { runSweep, type SweptEntity } from './run-sweep.ts';

/** What a backfill would do. */
export interface BackfillPreview {
  readonly plan: BackfillPlan;
  readonly physicalName: string;
  readonly size: TableSize;
  /** Read capacity units a second. */
  readonly rate: number;
  readonly estimate: Estimate;
  /** Dollars. */
  readonly cost: number;
  /** What it would go on with. */
  readonly unfinished: StoredJob | undefined;
  /** undefined: it would not sweep. */
  readonly sweep: readonly SweptEntity[] | undefined;
}

export interface PreviewOptions {
  readonly size: TableSize;
  readonly rate: number;
  readonly sweep: boolean;
  readonly restart: boolean;
  readonly signal: AbortSignal;
}

/** Documents that are looked up in the table; of more it takes about so many by chance. */
const LOOKED_AT = 10_000;

/** Nothing is sent. */
export async function previewBackfill(
  deployed: Deployed,
  plan: BackfillPlan,
  { source, jobs, physicalName }: BackfillPorts,
  { size, rate, restart, signal, ...options }: PreviewOptions,
): Promise<BackfillPreview> {
  const stored = restart ? undefined : await jobs.get(plan.id);
  const unfinished = stored?.job.phase === 'done' ? undefined : stored;
  const sweep = options.sweep
    ? await runSweep(deployed, plan, {
        source,
        rate: new ReadRate({ most: rate }),
        since: Date.now(),
        signal,
        look: { most: LOOKED_AT, items: size.items },
        onProgress: (swept) => deployed.onProgress({ of: 'backfill', step: 'looks', via: 'scan', ...swept }),
      })
    : undefined;
  const expected = estimate(size, rate);
  const cost = costOf({ ...expected, onDemand: size.onDemand, ...reachOf(plan) });
  return { plan, physicalName, size, rate, estimate: expected, cost, unfinished, sweep };
}
