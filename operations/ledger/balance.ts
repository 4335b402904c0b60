import type { MetricName } from '../../shared/runtime/metrics.ts';
import type { Counts, EntityCounts } from './read-counts.ts';

/** How a change can end at a stage. */
export const OUTCOMES = [
  'Published',
  'Applied',
  'Stale',
  'Suppressed',
  'Ignored',
  'Rejected',
  'Retry',
] as const satisfies readonly MetricName[];

/** What entered one stage for one entity, and what came out as what. */
export interface StageLine {
  readonly stage: string;
  readonly entity: string;
  readonly counts: Counts;
  /** Received less all outcomes: changes that entered and did not come out. Always 0 when all is well. */
  readonly unaccounted: number;
}

/** What was published of an entity against what a consumer settled of it. */
export interface ConsumerLine {
  readonly consumer: string;
  readonly entity: string;
  readonly published: number;
  readonly settled: number;
  /** Published and not settled: waiting in a queue, in a dead-letter queue, or lost. */
  readonly missing: number;
  /** Settled more often than published: delivered twice, as queues and buses may. */
  readonly again: number;
}

export interface NormalizerCounts {
  readonly table: string;
  readonly counts: EntityCounts;
}

export interface ConsumerCounts {
  readonly consumer: string;
  readonly entities: readonly string[];
  readonly counts: EntityCounts;
  /** Why it is not held against what was published. */
  readonly notCompared?: string;
}

export interface Ledger {
  readonly stages: readonly StageLine[];
  readonly consumers: readonly ConsumerLine[];
  readonly notCompared: readonly { readonly consumer: string; readonly why: string }[];
  readonly balanced: boolean;
}

/**
 * Adds up two balances. At each stage: Received = the sum of its outcomes. Between normalizers and each consumer:
 * Published = Settled.
 */
export function balance(normalizers: readonly NormalizerCounts[], consumers: readonly ConsumerCounts[]): Ledger {
  const stages = [
    ...normalizers.flatMap(({ table, counts }) => stageLines(`normalizer ${table}`, counts)),
    ...consumers.flatMap(({ consumer, counts }) => stageLines(`consumer ${consumer}`, counts)),
  ];
  const published = new Map<string, number>();
  for (const { counts } of normalizers) {
    for (const [entity, { Published = 0 }] of counts) published.set(entity, (published.get(entity) ?? 0) + Published);
  }
  const compared = consumers
    .filter(({ notCompared }) => notCompared === undefined)
    .flatMap(({ consumer, entities, counts }) =>
      entities.map((entity) => {
        const sums = { published: published.get(entity) ?? 0, settled: counts.get(entity)?.Settled ?? 0 };
        const missing = Math.max(sums.published - sums.settled, 0);
        return { consumer, entity, ...sums, missing, again: Math.max(sums.settled - sums.published, 0) };
      }),
    );
  return {
    stages,
    consumers: compared,
    notCompared: consumers.flatMap(({ consumer, notCompared: why }) => (why === undefined ? [] : [{ consumer, why }])),
    balanced: stages.every(({ unaccounted }) => unaccounted === 0) && compared.every(({ missing }) => missing === 0),
  };
}

function stageLines(stage: string, entities: EntityCounts): readonly StageLine[] {
  return [...entities].map(([entity, counts]) => {
    const out = OUTCOMES.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
    return { stage, entity, counts, unaccounted: (counts.Received ?? 0) - out };
  });
}
