/** Runs once an hour, by a schedule; and for each task of such a run, invoked by it. */
import config from 'headwater:config';
import { createDuckDbSnapshotEngine } from '../../shared/adapters/duckdb/snapshot-engine.ts';
import { createInvokeWorker } from '../../shared/adapters/lambda/invoke-worker.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createS3SnapshotStore } from '../../shared/adapters/s3/snapshot-store.ts';
import { analyticsEntities } from '../../shared/domain/definition/lookup.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { fromEnvironment } from '../../shared/runtime/environment.ts';
import type { Worker } from '../../shared/runtime/compaction/run-tasks.ts';
import type { UnreadableObject } from '../../shared/runtime/compaction/readable.ts';
import { work, type CompactionTask } from '../../shared/runtime/compaction/work.ts';
import { compactAll } from './compact-all.ts';

const entities = analyticsEntities(config);
const store = createS3SnapshotStore({ client: createS3Client(), bucket: fromEnvironment('analyticsBucket') });
const engine = createDuckDbSnapshotEngine({ memoryMegabytes: 700, threads: 2 });
const worker = createInvokeWorker(process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '') as Worker;
const now = Date.now;
const log = createLog('compactor');

export async function handler({ task }: { readonly task?: CompactionTask }): Promise<unknown> {
  if (task) {
    const onUnreadable = (object: UnreadableObject): void => log.error('unreadable', { ...object });
    return work(task, { entities, store, engine, now, onUnreadable });
  }
  const options = { retention: config, store, worker, workers: 10, now };
  await compactAll(entities, options, (step, report) => log.info(step, { ...report }));
  return undefined;
}
