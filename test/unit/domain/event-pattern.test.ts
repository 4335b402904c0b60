import { describe, expect, test } from 'vitest';
import { film, stock } from '../../fixtures/shop/entities.ts';
import { defineConsumer, defineTable } from '../../../shared/domain/definition/headwater.ts';
import { defineHeadwater } from '../../../shared/domain/definition/define.ts';
import { and, anythingBut, atLeast, missing, or, range, where } from '../../../shared/domain/definition/where.ts';
import { eventPattern } from '../../../shared/dialects/eventbridge/event-pattern.ts';
import type { Condition, Filter } from '../../../shared/domain/filter/filter.ts';
import { thing } from '../../support/filtered-rows.ts';

function patternOf(filter: Filter) {
  return eventPattern({
    name: 'films',
    sources: ['headwater.shop'],
    entities: [film, stock],
    filters: { film: filter },
  });
}

describe('the rule of a subscription', () => {
  test('without filters it takes every event of its entities', () => {
    expect(eventPattern({ name: 'all', sources: ['headwater.shop'], entities: [stock] })).toEqual({
      source: ['headwater.shop'],
      'detail-type': ['stock.created', 'stock.updated', 'stock.deleted', 'stock.snapshot'],
    });
  });

  describe('of many entities', () => {
    const many = Array.from({ length: 40 }, (_, nth) => ({ ...stock, name: `stock-number-${nth}` }));
    const subscription = { name: 'all', sources: ['headwater.shop'], entities: many };

    test('is spelled by prefixes where it is too long in full', () => {
      expect(eventPattern(subscription)).toEqual({
        source: ['headwater.shop'],
        'detail-type': many.map(({ name }) => ({ prefix: `${name}.` })),
      });
      expect(JSON.stringify(eventPattern(subscription, 65_536))).toContain('"stock-number-39.snapshot"');
    });

    test('keeps out snapshots where effects cannot be repeated, and so is refused earlier', () => {
      expect(() => eventPattern({ ...subscription, sideEffects: true })).toThrow(
        /consumer all: it has too many entities: they make an event pattern of 3,?\d+ characters, and EventBridge takes 2048.*eventPatternCharacters/,
      );
    });
  });

  test('a filter looks at after, and at before where a row may leave', () => {
    const changes = (part: unknown, ...operations: string[]) => ({
      'detail-type': operations.map((operation) => `film.${operation}`),
      detail: { changes: part },
    });

    expect(patternOf(where(film, { genre: 'Comedy', price: range({ atLeast: 1, below: 5 }) }))).toEqual({
      source: ['headwater.shop'],
      $or: [
        { 'detail-type': ['stock.created', 'stock.updated', 'stock.deleted', 'stock.snapshot'] },
        changes(
          { after: { genre: ['Comedy'], price: [{ numeric: ['>=', 1, '<', 5] }, { wildcard: '*' }] } },
          'created',
          'updated',
          'snapshot',
        ),
        // `before` holds only what differed.
        changes({ before: { genre: ['Comedy'] } }, 'created', 'updated', 'snapshot'),
        changes(
          { before: { price: [{ numeric: ['>=', 1, '<', 5] }, { wildcard: '*' }] } },
          'created',
          'updated',
          'snapshot',
        ),
        changes(
          { before: { genre: ['Comedy'], price: [{ numeric: ['>=', 1, '<', 5] }, { wildcard: '*' }] } },
          'deleted',
        ),
        // A row by reference cannot be seen by a rule.
        changes({ beforeRejected: [true] }, 'created', 'updated', 'snapshot'),
        changes({ claim: { key: [{ exists: true }] } }, 'created', 'updated', 'snapshot'),
        changes({ beforeRejected: [true] }, 'deleted'),
        changes({ claim: { key: [{ exists: true }] } }, 'deleted'),
      ],
    });
  });

  test('alternatives that list some of the same values list all of them: the engine would lose the others', () => {
    const pattern = patternOf(
      or(where(film, { genre: 'Comedy', source: 'Book' }), where(film, { genre: ['Drama', 'Comedy'], source: 'Film' })),
    );
    const genres = [...JSON.stringify(pattern).matchAll(/"genre":(\[[^\]]*\])/g)].map(([, list]) => list);

    expect(new Set(genres)).toEqual(new Set(['["Comedy","Drama"]']));
  });

  test('an absence cannot be routed: the other conditions decide, or all is routed', () => {
    const pattern = JSON.stringify(patternOf(and(where(film, { genre: missing() }), where(film, { source: 'Book' }))));
    expect(pattern).toContain('{"after":{"source":["Book"]}}');
    expect(pattern).toContain('{"before":{"source":["Book"]}}');
    expect(pattern).not.toContain('"exists":false');
    expect(pattern).not.toContain('"genre"');
    expect(JSON.stringify(patternOf(where(film, { genre: missing() })))).toContain(
      '{"detail-type":["film.created","film.updated","film.snapshot"]}',
    );
  });

  test('numbers are routed within what EventBridge documents, and wider beyond', () => {
    const said = (filter: Filter) => {
      const pattern = eventPattern({ name: 'some', sources: ['s'], entities: [thing], filters: { thing: filter } });
      return JSON.stringify(pattern);
    };
    // 4.9999999 and 5 are the same to six digits behind the point.
    expect(said(where(thing, { share: range({ above: 0.5, below: 0.75 }) }))).toContain('[">=",0.5,"<=",0.75]');
    expect(said(where(thing, { votes: range({ above: 5, below: 9 }) }))).toContain('[">",5,"<",9]');
    expect(said(where(thing, { votes: range({ above: 5 }) }))).toContain('[">",5,"<=",1000]');
    expect(said(where(thing, { exactly: range({ above: 5, below: 6 }) }))).toContain('[">=",5,"<=",6]');
    expect(said(where(thing, { votes: range({ atLeast: 1000 }) }))).toContain('["=",1000]');
    for (const filter of [
      where(thing, { count: range({ above: 5 }) }),
      where(thing, { count: range({ above: 5, below: 1e10 }) }),
      where(thing, { count: 1_000_000_001 }),
      where(thing, { rating: 1e-7 }),
      where(thing, { rating: anythingBut(5) }),
    ]) {
      expect(said(filter)).toMatch(/"after":{"\w+":\[{"exists":true}\]}/);
    }
  });

  test('of instants a rule asks only whether one is there: the consumer compares', () => {
    const parts = (filter: Filter) =>
      JSON.stringify(eventPattern({ name: 'x', sources: ['s'], entities: [thing], filters: { thing: filter } }));

    for (const condition of [
      '2026-11-23T12:00:00Z',
      anythingBut('2026-11-23T12:00:00Z'),
      atLeast('2026-11-23T12:00:00Z'),
    ]) {
      expect(parts(where(thing, { soldAt: condition }))).toContain('{"after":{"soldAt":[{"exists":true}]}}');
    }
    expect(parts(where(thing, { day: atLeast('2026-11-23') }))).toContain('{"after":{"day":[{"exists":true}]}}');
    expect(parts(where(thing, { day: '2026-11-23' }))).toContain('{"after":{"day":["2026-11-23"]}}');
  });

  test('events of an older schema are all routed: they are lifted before they are filtered', () => {
    const entities = [{ ...film, version: 3 }];
    const filters = { film: where(film, { genre: 'Comedy' }) };
    expect(JSON.stringify(eventPattern({ name: 'films', sources: ['s'], entities, filters }))).toContain(
      '"detail":{"schema":[{"anything-but":["film@3"]}]}',
    );
  });

  test('filters that need a longer pattern than EventBridge takes are refused', () => {
    const genres = Array.from({ length: 300 }, (_, index) => `genre number ${index}`);
    expect(() => patternOf(where(film, { genre: genres }))).toThrow(
      /consumer films: its filters are too long: .* \d+ characters, and EventBridge takes 2048/,
    );
    const alternatives = or(...Array.from({ length: 40 }, (_, index) => where(film, { imdbVotes: index })));
    expect(() => patternOf(and(alternatives, alternatives))).toThrow(/over 1000 alternatives/);
  });
});

describe('a definition', () => {
  const clause = (field: string[], condition: Condition): Filter => ({ field, condition });
  const define = (filter: Filter, filtered = 'thing') =>
    defineHeadwater({
      name: 'shop',
      tables: [defineTable({ name: 'things', partitionKey: { name: 'id', type: 'string' }, entities: [thing] })],
      consumers: [defineConsumer({ type: 'search', name: 'some', entities: [thing], filters: { [filtered]: filter } })],
    });

  test.each<readonly [RegExp, Filter]>([
    [/field colour: thing declares no such field/, clause(['colour'], { test: 'equals', values: ['red'] })],
    [/field kind: 5 is no text/, clause(['kind'], { test: 'equals', values: [5] })],
    [/field rest: a filter can ask of a json only/, clause(['rest'], { test: 'equals', values: ['x'] })],
    [/field maker: a filter can ask of a object only/, clause(['maker'], { test: 'prefix', text: 'x' })],
    [/field votes: prefix\(\) is for text/, clause(['votes'], { test: 'prefix', text: 'x' })],
    [/field kind: suffix\(\) needs text/, clause(['kind'], { test: 'suffix', text: '' })],
    [/field kind: prefix\(\) needs text/, clause(['kind'], { test: 'prefix', text: '\uD83D' })],
    [/field kind: a range is for numbers/, clause(['kind'], { test: 'range', from: { value: 1, inclusive: true } })],
    [/field votes: no value of the field can lie/, where(thing, { votes: range({ above: 1000 }) })],
    [/field votes: no value of the field can lie/, where(thing, { votes: range({ above: 5, below: 4 }) })],
    [/field votes: a range needs a bound/, where(thing, { votes: range({}) })],
    [/field kind: a range is for numbers and times, and this is text/, where(thing, { kind: atLeast('a') })],
    [/field soldAt: "soon" is no ISO 8601 time: write it as/, where(thing, { soldAt: 'soon' })],
    [/field soldAt: "2026-11-23T12:00:00" has no offset/, where(thing, { soldAt: ['2026-11-23T12:00:00'] })],
    [/field seenAt: "2026-11-23" is a day without a time/, where(thing, { seenAt: anythingBut('2026-11-23') })],
    [/field soldAt: 5 is a number/, clause(['soldAt'], { test: 'range', from: { value: 5, inclusive: true } })],
    [/field day: "2026-11-23T12:00:00Z" has a time of day/, where(thing, { day: atLeast('2026-11-23T12:00:00Z') })],
    [
      /field soldAt: no value of the field can lie/,
      where(thing, { soldAt: range({ above: '2026-11-23T12:00:00Z', atMost: '2026-11-23T13:00:00+01:00' }) }),
    ],
    [/field kind: no values/, where(thing, { kind: [] })],
    [/filter of thing: it has no condition/, or()],
  ])('%s', (problem, filter) => {
    expect(() => define(filter)).toThrow(problem);
  });

  test('a filter is for an entity that the consumer subscribes to', () => {
    expect(() => define(where(thing, { kind: 'a' }), 'film')).toThrow(/consumer some, filter of film: .*subscribe/);
    expect(() => define(where(thing, { kind: 'a' }))).not.toThrow();
  });
});
