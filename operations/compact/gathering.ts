/** `compact`'s second part: old history into larger objects. */
import type { Entity } from '../../shared/domain/definition/entity.ts';
import { GATHERING_TIMES, type GatheringTimes } from '../../shared/dialects/s3/gathering.ts';
import { gather, type GatheringReport, type GatherOptions } from '../../shared/runtime/compaction/gather.ts';
import { parseSpan } from '../replay/time-range.ts';

/** @throws OperationError */
export function gatheringTimes(options: {
  readonly gatherOlderThan?: string | undefined;
  readonly removePartsAfter?: string | undefined;
}): GatheringTimes {
  const { olderThanMs, readersMs } = GATHERING_TIMES;
  return {
    olderThanMs: options.gatherOlderThan === undefined ? olderThanMs : parseSpan(options.gatherOlderThan),
    readersMs: options.removePartsAfter === undefined ? readersMs : parseSpan(options.removePartsAfter),
  };
}

/** Runs until nothing is left that it could do now. */
export async function gatherWhole(entity: Entity, options: GatherOptions): Promise<readonly GatheringReport[]> {
  const reports: GatheringReport[] = [];
  do reports.push(await gather(entity, options));
  while (reports.at(-1)?.status === 'gathered' && reports.at(-1)?.left !== 0);
  return reports;
}
