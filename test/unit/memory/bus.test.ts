import { describe, expect, test } from 'vitest';
import { MemoryBus } from '../../../shared/adapters/memory/bus.ts';

function event(time: number) {
  return { source: 'headwater.shop', detailType: 'film.created', time, detail: '{"changes":[]}' };
}

describe('a bus in memory', () => {
  test('sends each event to every rule, as its target receives it', () => {
    const bus = new MemoryBus({ now: () => 0 });
    bus.addRule('search');
    bus.addRule('analytics');

    const id = bus.put(event(1_795_459_927_000));

    expect(bus.pending.map(({ rule }) => rule)).toEqual(['search', 'analytics']);
    expect(JSON.parse(bus.pending[0]?.body ?? '')).toEqual({
      id,
      source: 'headwater.shop',
      'detail-type': 'film.created',
      time: '2026-11-23T18:52:07Z',
      detail: { changes: [] },
    });
  });

  test('replays a range of event times to one rule, and says so', () => {
    const bus = new MemoryBus({ now: () => 0 });
    bus.addRule('search');
    bus.addRule('analytics');
    for (const time of [1_000, 2_000, 3_000]) bus.put(event(time));
    bus.pending.length = 0;

    expect(bus.replay({ rule: 'search', from: 2_000, to: 3_000, name: 'again' })).toBe(1);

    expect(bus.pending).toMatchObject([{ rule: 'search' }]);
    expect(JSON.parse(bus.pending[0]?.body ?? '')).toMatchObject({
      'replay-name': 'again',
      time: '1970-01-01T00:00:02Z',
    });
  });

  test('keeps an event in its archive from when it came, not from its own time', () => {
    const time = { now: 1_000 };
    const bus = new MemoryBus({ now: () => time.now, archiveMs: 100 });
    bus.put(event(5));

    time.now = 1_099;
    expect(bus.archived()).toHaveLength(1);
    time.now = 1_100;
    expect(bus.archived()).toEqual([]);
    expect(bus.replay({ rule: 'search', from: 0, to: 10, name: 'late' })).toBe(0);
  });
});
