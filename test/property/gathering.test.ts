/** However history is cut into files, and whenever they are gathered or a run dies: every answer is that of the history as it was. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompactionLimits } from '../../shared/domain/history/compaction.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { integer } from '../../shared/domain/definition/fields.ts';
import { dyingAt } from '../support/dying-store.ts';
import { createTestLake, type TestLake } from '../support/test-lake.ts';
import { changesOf, life } from './lives.ts';

const thing = defineEntity({ name: 'thing', recognise: 'every-item', fields: { n: integer() } });

/** Small, so that an hour takes several groups and runs. */
const TIGHT: CompactionLimits = { bytes: 40_000, objects: 4, chunks: 2 };
const TIMES = { olderThanMs: 0, readersMs: 3_600_000 };

/** What comes in, in the order that it is written; each change in one file or two, so that some arrive twice. */
const history = fc
  .record({
    lives: fc.array(life, { minLength: 1, maxLength: 20, size: 'max' }),
    files: fc.integer({ min: 2, max: 9 }),
  })
  .chain(({ lives, files }) => {
    const changes = lives.flatMap((arrivals, index) => changesOf(arrivals, `k${index}`));
    const places = fc.array(fc.nat(files - 1), { minLength: 1, maxLength: 2 });
    const step = fc.oneof(
      fc.constant({ kind: 'compact' } as const),
      fc.record({ kind: fc.constant('gather' as const), dieAt: fc.option(fc.integer({ min: 1, max: 12 })) }),
      fc.constant({ kind: 'wait' } as const),
    );
    return fc.record({
      changes: fc.tuple(...changes.map((change) => fc.record({ change: fc.constant(change), places }))),
      // After each file.
      steps: fc.array(fc.array(step, { maxLength: 4 }), { minLength: files, maxLength: files }),
    });
  });

/** Everything in both views and, once all is taken in, in the snapshot. */
async function answers(lake: TestLake): Promise<unknown> {
  const every = await lake.query('SELECT * FROM thing_history ORDER BY _event_id');
  const current = await lake.query('SELECT * FROM thing_current ORDER BY _key');
  return { every, current };
}

test(
  'history, current rows and the next snapshot are those of the history as it came',
  { timeout: 180_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ changes, steps }) => {
        const [tidied, plain] = [createTestLake(thing), createTestLake(thing)];
        for (const [file, some] of steps.entries()) {
          const batch = changes.filter(({ places }) => places.includes(file)).map(({ change }) => change);
          if (batch.length > 0) {
            tidied.archive(batch);
            plain.archive(batch);
          }
          for (const step of some) {
            if (step.kind === 'compact') await tidied.compact();
            if (step.kind === 'wait') tidied.now += 3_600_000;
            if (step.kind !== 'gather') continue;
            const run = tidied.gather({ limits: TIGHT, times: TIMES, through: dyingAt(step.dieAt) });
            await run.catch((error: unknown) => {
              if (step.dieAt === null) throw error;
            });
          }
          expect(await answers(tidied)).toEqual(await answers(plain));
        }
        await tidied.compact();
        for (let run = 0; run < 12; run += 1) {
          await tidied.gather({ limits: TIGHT, times: TIMES });
          tidied.now += 3_600_000;
        }
        expect(await answers(tidied)).toEqual(await answers(plain));
        // A snapshot that is begun anew has nothing but what was gathered.
        tidied.objects.delete('current/entity=thing/manifest.json');
        await tidied.compact();
        expect(await answers(tidied)).toEqual(await answers(plain));
        const count = (lake: TestLake) => [...lake.objects.keys()].filter((key) => key.startsWith('history/')).length;
        expect(count(tidied)).toBeLessThanOrEqual(Math.min(count(plain), 4));
      }),
      { numRuns: 10 },
    );
  },
);
