import { beforeEach, describe, expect, test } from 'vitest';
import { jobId, NOTHING_YET, type BackfillJob } from '../../shared/domain/jobs/backfill-job.ts';
import { LEASE_MS, type BackfillJobs } from '../../shared/ports/backfill-jobs.ts';

/** What every BackfillJobs promises. */
export function backfillJobsContract(name: string, open: (now: () => number) => BackfillJobs): void {
  describe(`backfill jobs: ${name}`, () => {
    let now = 1_000_000;
    let jobs: BackfillJobs;
    let job: BackfillJob;
    beforeEach(() => {
      jobs = open(() => now);
      const scope = { table: crypto.randomUUID(), entities: ['film'], consumers: [] };
      job = { ...scope, id: jobId(scope), totalSegments: 4, startedAt: 7, phase: 'scan' };
    });

    test('another process finds a job and how far each segment came', async () => {
      await jobs.begin(job, 'a');
      await jobs.checkpoint(job.id, { segment: 2, next: 'old', done: false, counts: NOTHING_YET });
      await jobs.checkpoint(job.id, {
        segment: 2,
        next: '{"pk":"x"}',
        done: false,
        counts: { ...NOTHING_YET, read: 5 },
      });
      await jobs.checkpoint(job.id, { segment: 0, done: true, counts: NOTHING_YET });
      await jobs.enter(job.id, 'sweep');

      const stored = await jobs.get(job.id);

      expect(stored?.job).toMatchObject({ ...job, phase: 'sweep' });
      expect(stored?.segments.toSorted((a, b) => a.segment - b.segment)).toEqual([
        { segment: 0, done: true, counts: NOTHING_YET },
        { segment: 2, next: '{"pk":"x"}', done: false, counts: { ...NOTHING_YET, read: 5 } },
      ]);
      expect((await jobs.list()).filter((one) => one.job.id === job.id)).toEqual([stored]);
    });

    test('a job that begins anew forgets how far it was', async () => {
      await jobs.begin(job, 'a');
      await jobs.checkpoint(job.id, { segment: 1, done: true, counts: NOTHING_YET });

      expect(await jobs.begin({ ...job, startedAt: 8 }, 'a')).toBe(true);

      expect(await jobs.get(job.id)).toMatchObject({ job: { startedAt: 8 }, segments: [] });
    });

    test('one process at a time: the lease holds until it ends, is let go, or its holder is known to be gone', async () => {
      expect(await jobs.begin(job, 'a')).toBe(true);
      expect(await jobs.hold(job.id, 'b')).toBe(false);
      expect(await jobs.begin(job, 'b')).toBe(false);
      expect(await jobs.hold(job.id, 'a')).toBe(true);

      expect(await jobs.hold(job.id, 'b', 'a')).toBe(true);
      expect(await jobs.hold(job.id, 'a')).toBe(false);

      await jobs.release(job.id, 'a');
      expect(await jobs.hold(job.id, 'c')).toBe(false);
      await jobs.release(job.id, 'b');
      expect(await jobs.hold(job.id, 'c')).toBe(true);

      now += LEASE_MS + 1;
      expect(await jobs.hold(job.id, 'd')).toBe(true);
    });

    test('a job that is not there cannot be held', async () => {
      expect(await jobs.get(job.id)).toBeUndefined();
      expect(await jobs.hold(job.id, 'a')).toBe(false);
    });
  });
}
