import { expect, test } from 'vitest';
import { describeEnd, describePhase, describeStanding } from '../../../cli/output/reindex.ts';
import type { Standing } from '../../../operations/reindex/reindex.ts';
import { reindexProgress } from '../../../cli/output/reindex-progress.ts';
import type { ReindexState } from '../../../shared/adapters/opensearch/reindex/reindex-record.ts';
import { actionsIn, type ReindexPhase } from '../../../shared/domain/jobs/reindex.ts';

const state: ReindexState = {
  id: 'r1',
  entity: 'film',
  from: 'film-000001',
  to: 'film-000002',
  phase: 'filling',
  begun: '2026-11-24T18:00:00.000Z',
  phaseSince: '2026-11-24T18:01:00.000Z',
  fromTable: false,
  copied: 1_200,
  driver: null,
};
const standing: Standing = { entity: 'film', index: 'film-000001', documents: 3_200, due: [], reindex: null };

test('without --yes it says why a reindex is due, what it would do and how to do it', () => {
  const text = describeStanding({ ...standing, due: ['field price: type double, now keyword'] }, 'run');

  expect(text).toContain('field price: type double, now keyword');
  expect(text).toContain('Nothing was done: npx headwater reindex film --yes');
  expect(describeStanding(standing, 'finish')).toContain('nothing to finish');
});

test('one that is under way: where it stands, and the commands that it allows', () => {
  const text = describeStanding({ ...standing, reindex: state }, 'run');

  expect(text).toContain('film-000001 -> film-000002: the new index is being filled, 1,200 documents so far');
  expect(text).toContain('npx headwater reindex film --undo --yes');
  expect(text).not.toContain('--finish');
});

test('who is at it is named, since a second one is refused', () => {
  expect(describePhase({ ...state, driver: { host: 'laptop', pid: 7, beat: 3 } })).toContain('process 7 on laptop');
});

test('refused documents are listed by key, field and reason, with the ways on', () => {
  const refused = {
    key: 'f1',
    reason: { code: 'HW_SEARCH_REJECTED', message: 'does not fit', field: '/price' },
  } as const;
  const verification = { keys: 10, refused: [refused], different: [], ahead: [], carried: 0, complete: true };

  const text = describeEnd({ ...state, phase: 'verifying' }, { stopped: 'not-equal', verification }, 'search');

  expect(text).toMatch(/f1 +\/price +does not fit/);
  expect(text).toContain('--accept-rejected');
});

test('from every phase there is a way on, and none removes the index that readers see', () => {
  const phases: readonly ReindexPhase[] = [
    'starting',
    'settling',
    'backfilling',
    'filling',
    'verifying',
    'swapping',
    'watching',
    'kept',
    'rolling-back',
    'rolled-back',
    'finishing',
    'undoing',
  ];
  for (const phase of phases) expect(actionsIn(phase).length, phase).toBeGreaterThan(0);

  for (const phase of ['swapping', 'watching', 'kept', 'rolling-back'] as const)
    expect(actionsIn(phase)).not.toContain('undo');
  for (const phase of ['verifying', 'watching', 'rolled-back', 'rolling-back'] as const)
    expect(actionsIn(phase)).not.toContain('finish');
});

test('the fill shows documents a second and how long it still takes', () => {
  const lines: string[] = [];
  let now = 0;
  const progress = reindexProgress(
    ({ text }) => void lines.push(text),
    () => now,
  );

  progress({ phase: 'filling', step: 'begins' });
  progress({ phase: 'filling', step: 'copied', documents: 200, total: 5_200, refused: 0 });
  now = 2_000;
  progress({ phase: 'filling', step: 'copied', documents: 2_200, total: 5_200, refused: 3 });

  expect(lines.at(-1)).toBe('2,200 of 5,200, 1,000 a second, 3 s left, 3 refused');
});

test('the backfill that a reindex asks for runs as it is printed', () => {
  const text = describeEnd({ ...state, phase: 'verifying' }, { stopped: 'backfill-first' }, 'find');
  expect(text).toContain('  npx headwater backfill --consumer find --entity film --yes\n');
  expect(text).not.toMatch(/<[a-z ]+>/);
});
