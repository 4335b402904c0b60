/** The rules of filtered subscriptions against the engine that EventBridge itself matches with. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRuler, type Ruler } from '../../local/ruler.ts';
import type { Change } from '../../shared/domain/change.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { eventPattern, type PatternPart } from '../../shared/domain/event-pattern.ts';
import type { Filter } from '../../shared/domain/filter.ts';
import { packChanges } from '../../shared/domain/pack.ts';
import { view } from '../../shared/domain/view.ts';
import { anyChange, anyFilter, thing } from '../support/filtered-rows.ts';

const FILTERS = 1_500;
const PACKS_EACH = 20;

let ruler: Ruler;
beforeAll(async () => {
  ruler = await startRuler(() => undefined);
});
afterAll(() => ruler.stop());

function patternOf(filter: Filter): PatternPart | undefined {
  try {
    return eventPattern({ name: 'some', sources: ['headwater.shop'], entities: [thing], filters: { thing: filter } });
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

test('whatever a consumer would apply is routed to it; little else is', async () => {
  const counts = { events: 0, wanted: 0, routed: 0, wider: 0, refused: 0 };
  const packs = fc.array(fc.array(anyChange, { minLength: 1, maxLength: 3 }), {
    minLength: PACKS_EACH,
    maxLength: PACKS_EACH,
  });
  const property = fc.asyncProperty(anyFilter, packs, async (filter, batches) => {
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
    expect(answer, JSON.stringify(pattern)).toBeInstanceOf(Array);
    const routed = answer as readonly boolean[];
    events.forEach(({ changes, delivered }, index) => {
      const wanted = changes.some((change) => view(filter, change) !== undefined);
      if (wanted && !routed[index]) {
        throw new Error(`held back: ${JSON.stringify(delivered)}\nby ${JSON.stringify(pattern)}`);
      }
      counts.events += 1;
      counts.wanted += Number(wanted);
      counts.routed += Number(routed[index]);
      counts.wider += Number(routed[index] && !wanted);
    });
  });

  await fc.assert(property, { numRuns: FILTERS, endOnFailure: false });

  console.log(
    `${JSON.stringify(counts)}: ${percent(counts.wider, counts.events - counts.wanted)} of what nobody wants is routed`,
  );
  expect(counts.wanted).toBeGreaterThan(1_000);
  expect(counts.refused).toBeLessThan(FILTERS / 20);
  expect(counts.wider).toBeLessThan((counts.events - counts.wanted) / 2);
});

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
