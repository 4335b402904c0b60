import { describe, expect, test } from 'vitest';
import type { Change } from '../../../shared/domain/change/change.ts';
import { defineEntity, type Evolve } from '../../../shared/domain/definition/entity.ts';
import { date, integer, keyword, list, object, optional, timestamp } from '../../../shared/domain/definition/fields.ts';
import type { Row } from '../../../shared/domain/row/json.ts';
import { liftTo } from '../../../shared/domain/change/lift.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';
import { transition } from '../../../shared/domain/change/transition.ts';

/** Version 2 calls the name a title, version 3 counts seconds instead of minutes. */
const evolve: Record<number, Evolve> = {
  1: ({ name, ...row }) => ({ ...row, title: name }),
  2: ({ minutes, ...row }) => ({ ...row, seconds: Number(minutes) * 60 }),
};
const fields = { id: keyword(), title: keyword(), seconds: integer(), genre: optional(keyword()) };
const film = defineEntity({ name: 'film', version: 3, recognise: { pk: 'FILM#{id}' }, fields, evolve });
const lift = liftTo([film]);

const moment = {
  id: 'e1',
  entity: 'film',
  key: 'f1',
  position: positionOf('2026-11-01T09:00:00.000', '7'),
  at: '2026-11-23T18:00:00Z',
};

function change(before: Row | undefined, after: Row | undefined): Change {
  const made = transition(moment, before, after);
  if (!made) throw new Error('nothing differs');
  return made;
}

const alien = { id: 'f1', name: 'Alien', minutes: 117, director: 'Scott' };
const lifted = { id: 'f1', title: 'Alien', seconds: 7020 };

describe('an event of an older version', () => {
  test('that created a row creates a row of the present version, without what is not declared any more', () => {
    expect(lift('film@1', change(undefined, alien))).toEqual({ status: 'lifted', change: change(undefined, lifted) });
  });

  test('that deleted a row deletes one of the present version', () => {
    expect(lift('film@1', change(alien, undefined))).toEqual({ status: 'lifted', change: change(lifted, undefined) });
  });

  test('that deleted an item which was never valid stays without a row', () => {
    const deletion = change({}, undefined);

    expect(lift('film@1', deletion)).toEqual({ status: 'lifted', change: deletion });
  });

  test('that updated a row says what differs in the present version, though it carries only what differed then', () => {
    const older = change(alien, { ...alien, minutes: 116, genre: 'horror' });
    expect(older).toMatchObject({ before: { minutes: 117 }, changed: ['genre', 'minutes'] });

    expect(lift('film@1', older)).toMatchObject({
      change: {
        operation: 'updated',
        position: moment.position,
        after: { ...lifted, seconds: 6960, genre: 'horror' },
        before: { seconds: 7020 },
        changed: ['genre', 'seconds'],
      },
    });
  });

  test('that updated only what is not declared any more is still an update, so that the position moves on', () => {
    const older = change(alien, { ...alien, director: 'R. Scott' });

    expect(lift('film@1', older)).toEqual({
      status: 'lifted',
      change: { ...moment, operation: 'updated', after: lifted, before: {}, changed: [] },
    });
  });

  test('goes through the steps from its own version on', () => {
    expect(lift('film@2', change(undefined, { id: 'f1', title: 'Alien', minutes: 117 }))).toEqual({
      status: 'lifted',
      change: change(undefined, lifted),
    });
  });

  test('keeps its own rows: what an evolve function changes in place is a copy', () => {
    const inPlace = defineEntity({
      ...film,
      version: 2,
      evolve: { 1: (row) => Object.assign(row, { title: 'x', seconds: 1 }) },
    });
    const older = change(undefined, alien);

    liftTo([inPlace])('film@1', older);

    expect(older).toEqual(change(undefined, alien));
  });
});

test('an event of the present version is given back as it is', () => {
  const present = change(undefined, lifted);

  expect(lift('film@3', present)).toEqual({ status: 'lifted', change: present });
});

test('an event of a newer version comes again: a deploy may be running', () => {
  expect(lift('film@4', change(undefined, lifted))).toEqual({
    status: 'retry',
    reason: {
      code: 'HW_SCHEMA_NEWER',
      message: 'film f1: the event is of film@4, and this consumer knows film up to 3',
    },
  });
});

function liftedBy(steps: Record<number, Evolve> | undefined) {
  const { evolve: _, ...rest } = film;
  return liftTo([defineEntity({ ...rest, ...(steps && { evolve: steps }) })])('film@1', change(undefined, alien));
}

test.each<[string, Record<number, Evolve> | undefined, string, string]>([
  ['no evolve at all', undefined, 'HW_EVOLVE_MISSING', 'film has no evolve function from 1'],
  ['a step missing', { 1: (row) => row }, 'HW_EVOLVE_MISSING', 'film has no evolve function from 2'],
  ['a required field missing', { ...evolve, 1: (row) => row }, 'HW_EVOLVE_FAILED', '/title is missing, which version 3 requires'], // prettier-ignore
  ['no row given', { ...evolve, 2: () => undefined as unknown as Row }, 'HW_EVOLVE_FAILED', 'an evolve function gave no row'], // prettier-ignore
])('%s: rejected, by name', (_, steps, code, words) => {
  const { status, reason } = liftedBy(steps) as Extract<ReturnType<typeof lift>, { reason: object }>;

  expect({ status, code: reason.code }).toEqual({ status: 'rejected', code });
  expect(reason.message).toContain(words);
});

test('what an evolve function throws is told without its text, which may hold values', () => {
  const thrown = liftedBy({
    ...evolve,
    1: ({ name }) => {
      throw new TypeError(`cannot read ${JSON.stringify(name)}`);
    },
  });

  expect(thrown).toEqual({
    status: 'rejected',
    reason: { code: 'HW_EVOLVE_FAILED', message: 'film f1, lifted from film@1: an evolve function threw TypeError' },
  });
});

test.each(['stock@1', 'film', 'film@', 'film@0', 'film@1.5'])('the schema "%s" is none of film\'s', (schema) => {
  expect(lift(schema, change(undefined, alien))).toMatchObject({ reason: { code: 'HW_EVENT_MALFORMED' } });
});

describe('an event of before times had one form', () => {
  const order = defineEntity({
    name: 'film',
    recognise: 'every-item',
    fields: {
      at: timestamp(),
      on: optional(date()),
      seen: optional(list(timestamp())),
      lines: optional(list(object({ sku: keyword(), at: timestamp() }))),
    },
  });
  const changeOf = (schema: string, made: Change) => {
    const result = liftTo([order])(schema, made);
    return result.status === 'lifted' ? result.change : result;
  };

  test('has it now, wherever a time stands', () => {
    const before = { at: '2026-11-24t09:30:00z', on: '2026-11-24', seen: ['2026-11-23T19:52:07+01:00[Europe/Paris]'] };
    const after = { ...before, at: 'hashed', lines: [{ sku: 'a', at: '2026-11-23T18:52:07.1234567891Z' }] };

    expect(changeOf('film@1', change(before, after))).toMatchObject({
      before: { at: '2026-11-24T09:30:00Z' },
      after: {
        at: 'hashed',
        on: '2026-11-24',
        seen: ['2026-11-23T19:52:07+01:00'],
        lines: [{ sku: 'a', at: '2026-11-23T18:52:07.123456789Z' }],
      },
    });
  });

  test('and a row that has it already is the same', () => {
    const after = { at: '2026-11-24T09:30:00Z', lines: [{ sku: 'a', at: '2026-11-23T18:52:07+01:00' }] };
    const made = changeOf('film@1', change(undefined, after));

    expect('after' in made && made.after).toBe(after);
  });
});
