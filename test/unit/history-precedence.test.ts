/** The view of the current rows and the domain's precedence are two texts of one rule: they must agree. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistory } from '../../shared/adapters/duckdb/history.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { integer } from '../../shared/domain/definition/fields.ts';
import { writeHistoryFile } from '../contract/history-store-files.ts';
import { changesOf, leftBy, life } from '../property/lives.ts';

const thing = defineEntity({ name: 'thing', recognise: 'every-item', fields: { n: integer() } });
const KEYS = 200;
const RUNS = 20;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-precedence-'));
});
afterEach(() => rm(root, { recursive: true }));

let run = 0;

test(
  'what is current in the copy is what any store is left with, however the changes arrived',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: KEYS, size: 'max' }), async (arrivals) => {
        const lives = arrivals.map((arrival, index) => changesOf(arrival, `k${index}`));
        const directory = join(root, String(run++));
        if (lives.flat().length > 0) await writeHistoryFile(directory, thing, lives.flat());
        const history = await openHistory({ directory, entities: [thing] });

        const { rows } = await history.query('SELECT _event_id AS id FROM thing_current');
        history.close();

        const expected = lives.map((changes) => leftBy(changes).row?.id).filter((id) => id !== undefined);
        expect(rows.map((row) => row['id']).toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: RUNS },
    );
  },
);
