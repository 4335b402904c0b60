import type { Entity } from '../../shared/domain/definition/entity.ts';
import { compact, type CompactionReport, type CompactOptions } from '../../shared/runtime/compaction/compact.ts';
import { gather, type GatheringReport } from '../../shared/runtime/compaction/gather.ts';

/**
 * Compacts every entity, then gathers its old history, one after the other: each has all the workers. One that fails does not keep the others from it.
 *
 * @throws AggregateError of what failed, after all were tried
 */
export async function compactAll(
  entities: readonly Entity[],
  options: CompactOptions,
  told: (step: 'compacted' | 'gathered', report: CompactionReport | GatheringReport) => void,
): Promise<void> {
  const errors: unknown[] = [];
  for (const entity of entities) {
    try {
      told('compacted', await compact(entity, options));
      told('gathered', await gather(entity, options));
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'not all entities could be compacted');
}
