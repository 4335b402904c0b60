/** The rules of filtered subscriptions against the engine that EventBridge itself matches with. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { startRuler, type Ruler } from '../../local/ruler.ts';
import type { Change } from '../../shared/domain/change/change.ts';
import { anythingBut, atLeast, or, prefix, range, where } from '../../shared/domain/definition/where.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { eventPattern } from '../../shared/dialects/eventbridge/event-pattern.ts';
import type { PatternPart } from '../../shared/dialects/eventbridge/pattern-matchers.ts';
import type { Filter } from '../../shared/domain/filter/filter.ts';
import { packChanges } from '../../shared/domain/change/pack.ts';
import { view } from '../../shared/domain/change/view.ts';
import { anyChange, anyFilter, thing } from '../support/filtered-rows.ts';

const FILTERS = 1_000;
const PACKS_EACH = 20;
/** An account whose quota is raised: what is routed does not hang on the length. */
const RAISED = 4_096;

let ruler: Ruler;
beforeAll(async () => {
  ruler = await startRuler(() => undefined);
  return () => ruler.stop();
});

function patternOf(filter: Filter): PatternPart | undefined {
  try {
    const subscription = { name: 'some', sources: ['headwater.shop'], entities: [thing], filters: { thing: filter } };
    return eventPattern(subscription, RAISED);
  } catch (error) {
    if (error instanceof HeadwaterError && error.code === 'HW_CONFIG') return undefined;
    throw error;
  }
}

/** The events that the normalizer would make of them, each with its changes. */
function eventsOf(changes: readonly Change[]) {
  return packChanges('headwater.shop', new Map([['thing', thing]]), changes).map((pack) => ({
    changes: pack.changes,
    delivered: {
      source: pack.event.source,
      'detail-type': pack.event.detailType,
      detail: JSON.parse(pack.event.detail) as unknown,
    },
  }));
}

interface Counts {
  events: number;
  wanted: number;
  /** Routed, though the consumer sees none of its changes. */
  wider: number;
  refused: number;
}

const none = (): Counts => ({ events: 0, wanted: 0, wider: 0, refused: 0 });

/** @throws Error that shows an event which is held back, though the consumer would apply a change of it */
async function tryFilter(filter: Filter, batches: readonly (readonly Change[])[], counts: Counts): Promise<void> {
  const pattern = patternOf(filter);
  if (!pattern) {
    counts.refused += 1;
    return;
  }
  const events = batches.flatMap(eventsOf);
  const answer = await ruler.match(
    pattern,
    events.map(({ delivered }) => delivered),
  );
  if ('refused' in answer) throw new Error(`the engine refuses ${JSON.stringify(pattern)}: ${answer.refused}`);
  events.forEach(({ changes, delivered }, index) => {
    const wanted = changes.some((change) => view(filter, change) !== undefined);
    const routed = answer[index];
    if (wanted && !routed) throw new Error(`held back: ${JSON.stringify(delivered)}\nby ${JSON.stringify(pattern)}`);
    counts.events += 1;
    counts.wanted += Number(wanted);
    counts.wider += Number(routed && !wanted);
  });
}

function packsOf(changes: number): fc.Arbitrary<Change[][]> {
  const pack = fc.array(anyChange, { minLength: 1, maxLength: changes });
  return fc.array(pack, { minLength: PACKS_EACH, maxLength: PACKS_EACH });
}

test('whatever a consumer would apply is routed to it, for any filter and pack', async () => {
  const counts = none();

  await fc.assert(
    fc.asyncProperty(anyFilter, packsOf(3), (filter, packs) => tryFilter(filter, packs, counts)),
    { numRuns: FILTERS },
  );

  tell('any filter', counts);
  expect(counts.wanted).toBeGreaterThan(1_000);
  expect(counts.refused).toBeLessThan(FILTERS / 20);
});

test('entities that are told by prefixes get all of theirs, and nothing of others; a filtered one beside them is filtered', async () => {
  const many = Array.from({ length: 40 }, (_, nth) => ({ ...thing, name: `thing-number-${nth}` }));
  const filters = { thing: where(thing, { kind: 'a' }) };
  const pattern = eventPattern({ name: 'many', sources: ['headwater.shop'], entities: [...many, thing], filters });
  const event = (type: string, kind = 'b') => ({
    source: 'headwater.shop',
    'detail-type': type,
    detail: { changes: [{ after: { kind } }] },
  });
  const theirs = many.flatMap(({ name }) =>
    ['created', 'updated', 'deleted', 'snapshot'].map((operation) => event(`${name}.${operation}`)),
  );
  const others = ['thing-number-40.created', 'thing-number-399.updated', 'thing.created', 'thing-number.created'].map(
    (type) => event(type),
  );

  expect(JSON.stringify(pattern)).toContain('{"prefix":"thing-number-39."}');
  expect(await ruler.match(pattern, theirs)).toEqual(theirs.map(() => true));
  expect(await ruler.match(pattern, others)).toEqual(others.map(() => false));
  expect(await ruler.match(pattern, [event('thing.created', 'a')])).toEqual([true]);
});

test('the engine loses values that two alternatives share in part: why patterns have no such lists', async () => {
  const kinds = (...values: string[]) => ({ detail: { kind: values } });
  const match = (...alternatives: object[]) => ruler.match({ $or: alternatives }, [{ detail: { kind: 'b' } }]);

  // When this fails, the engine has been mended: dialects/eventbridge/pattern-overlaps.ts can go once EventBridge has it.
  expect(await match(kinds('a'), kinds('a', 'b'))).toEqual([false]);
  expect(await match(kinds('a'), kinds('b'))).toEqual([true]);
  expect(await match(kinds('a', 'b'), kinds('a', 'b'))).toEqual([true]);
});

test('a filter of values and bounded ranges routes little else', async () => {
  const plain = [
    where(thing, { kind: 'a' }),
    where(thing, { kind: ['a', 'b'], votes: range({ atLeast: 5, below: 9 }) }),
    where(thing, { title: prefix('a'), onSale: true }),
    or(where(thing, { tags: 'ab' }), where(thing, { maker: { country: 'b' } })),
    where(thing, { kind: anythingBut('a', 'b'), votes: atLeast(6) }),
  ];
  const counts = none();

  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...plain), packsOf(1), (filter, packs) => tryFilter(filter, packs, counts)),
    { numRuns: FILTERS / 5 },
  );

  tell('plain filters', counts);
  expect(counts.wider).toBeLessThan((counts.events - counts.wanted) / 10);
});

function tell(what: string, { events, wanted, wider, refused }: Counts): void {
  const share = ((100 * wider) / (events - wanted)).toFixed(1);
  console.log(
    `${what}: ${events} events, ${wanted} wanted; of the others ${share} % are routed; ${refused} filters too long`,
  );
}
