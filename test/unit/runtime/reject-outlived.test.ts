import { expect, test } from 'vitest';
import { APPLIED } from '../../../shared/domain/delivery/outcome.ts';
import { LONGEST_DELIVERY_DAYS } from '../../../shared/domain/retention/retention.ts';
import { tombstonesNeededSince } from '../../../shared/domain/retention/tombstone-retention.ts';
import type { Apply } from '../../../shared/runtime/prepare.ts';
import { rejectOutlived } from '../../../shared/runtime/reject-outlived.ts';
import { changesOf } from '../../contract/search-store.changes.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T18:00:00Z');
const { created } = changesOf('film');

async function outcomes(definition: { archiveDays?: number }, ...agesInDays: number[]) {
  const passed: string[] = [];
  const apply: Apply = (changes) => {
    passed.push(...changes.map(({ key }) => key));
    return Promise.resolve(changes.map(() => APPLIED));
  };
  const changes = agesInDays.map((days) => created(String(days), 1, {}, { at: -days * DAY }));
  const ended = await rejectOutlived(definition, apply, () => NOW)(changes);
  return { passed, statuses: ended.map(({ status }) => status), ended };
}

test('a change that outlived every delivery and the archive is rejected, the others keep their outcomes', async () => {
  const oldest = LONGEST_DELIVERY_DAYS + 30;
  const { passed, statuses, ended } = await outcomes({}, 0, oldest + 0.1, oldest - 0.1);

  expect(passed).toEqual(['0', String(oldest - 0.1)]);
  expect(statuses).toEqual(['applied', 'rejected', 'applied']);
  expect(ended[1]).toMatchObject({ reason: { code: 'HW_CHANGE_OUTLIVED' } });
});

test('with an archive for ever nothing is too old, and no tombstone may go', async () => {
  expect((await outcomes({ archiveDays: 0 }, 10_000)).statuses).toEqual(['applied']);
  expect(tombstonesNeededSince({ archiveDays: 0 }, NOW)).toBeUndefined();
});

test.each([1, 30, 365])(
  'with an archive of %i days, what is taken is always newer than what was forgotten',
  async (archiveDays) => {
    const forgotten = (NOW - (tombstonesNeededSince({ archiveDays }, NOW) ?? NaN)) / DAY;

    expect((await outcomes({ archiveDays }, forgotten)).statuses).toEqual(['rejected']);
    expect((await outcomes({ archiveDays }, archiveDays + 90)).statuses).toEqual(['applied']);
  },
);
