import { expect, test } from 'vitest';
import { ReadRate } from '../../../../operations/backfill/read-rate.ts';
import { runScan } from '../../../../operations/backfill/run-scan.ts';
import { MemoryBackfillJobs } from '../../../../shared/adapters/memory/backfill-jobs.ts';
import { MemoryItemSource } from '../../../../shared/adapters/memory/item-source.ts';
import { totalOf, type BackfillJob } from '../../../../shared/domain/jobs/backfill-job.ts';
import { HeadwaterError } from '../../../../shared/domain/errors.ts';
import type { SourcePage } from '../../../../shared/ports/item-source.ts';

const job: BackfillJob = {
  id: 'j',
  table: 'shop',
  entities: ['film'],
  consumers: [],
  totalSegments: 5,
  startedAt: 0,
  phase: 'scan',
};

function scene(rows = 1_000) {
  const source = new MemoryItemSource();
  for (let index = 0; index < rows; index += 1) {
    const key = `f${index}`;
    source.rows.set(key, { status: 'row', entity: 'film', key, row: { id: key }, readAt: 0 });
  }
  const jobs = new MemoryBackfillJobs();
  const accepted: string[] = [];
  const run = async (
    send: (page: SourcePage) => Promise<void> = () => Promise.resolve(),
    signal = new AbortController().signal,
  ) => {
    const stored = await jobs.get('j');
    return runScan({
      job,
      segments: stored?.segments ?? [],
      jobs,
      source,
      rate: new ReadRate({ most: 1e9, sleep: () => Promise.resolve() }),
      send: async (page) => {
        await send(page);
        accepted.push(...page.rows.map(({ key }) => key));
        return { sent: page.rows.length, rejected: 0, events: 1 };
      },
      onPage: () => undefined,
      signal,
    });
  };
  return { source, jobs, accepted, run };
}

test('every row is sent once, and counted', async () => {
  const { run, accepted, jobs } = scene();
  await jobs.begin(job, 'me');

  const end = await run();

  expect(end.done).toBe(true);
  expect(accepted).toHaveLength(1_000);
  expect(new Set(accepted).size).toBe(1_000);
  expect(totalOf(end.segments)).toMatchObject({ read: 1_000, sent: 1_000, capacity: 1_000 });
});

test('a target that fails ends the scan; the next run goes on, and no row is missing', async () => {
  const { run, accepted, jobs } = scene();
  await jobs.begin(job, 'me');
  let pages = 0;

  const failed = run(() => {
    pages += 1;
    return pages === 4 ? Promise.reject(new HeadwaterError('HW_PUBLISH_FAILED', 'the bus is down')) : Promise.resolve();
  });
  await expect(failed).rejects.toMatchObject({ code: 'HW_PUBLISH_FAILED' });
  const before = accepted.length;
  expect(before).toBeLessThan(1_000);
  const end = await run();

  expect(end.done).toBe(true);
  expect(new Set(accepted).size).toBe(1_000);
  // What was accepted is not sent again, where its process could say so.
  expect(accepted).toHaveLength(1_000);
});

test('stopped, it ends with the page under way, and says that it is not done', async () => {
  const { run, accepted, jobs } = scene();
  await jobs.begin(job, 'me');
  const stop = new AbortController();

  const end = await run(() => {
    stop.abort();
    return Promise.resolve();
  }, stop.signal);

  expect(end.done).toBe(false);
  expect(accepted.length).toBeLessThan(1_000);
  expect((await run()).done).toBe(true);
  expect(new Set(accepted).size).toBe(1_000);
});

test('a throttled table is asked again', async () => {
  const { run, source, jobs, accepted } = scene();
  await jobs.begin(job, 'me');
  const read = source.scanPage.bind(source);
  let asked = 0;
  source.scanPage = (...request) => {
    asked += 1;
    return asked % 3 === 0 ? Promise.reject(new HeadwaterError('HW_TABLE_THROTTLED', 'slow')) : read(...request);
  };

  expect((await run()).done).toBe(true);
  expect(new Set(accepted).size).toBe(1_000);
});
