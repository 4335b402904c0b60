/** The receiver of the documentation decides about order as our own stores do. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { news, type Seen } from '../../../examples/webhook-receiver/news.ts';
import type { Change } from '../../../shared/domain/change/change.ts';
import { decide, DEFAULT_MARGIN_MS, type Marks } from '../../../shared/domain/change/precedence.ts';
import { positionOf } from '../../../shared/domain/change/position.ts';

const change = fc
  .record({
    operation: fc.constantFrom('created' as const, 'deleted' as const, 'snapshot' as const),
    sequence: fc.integer({ min: 1, max: 9 }),
    seconds: fc.integer({ min: 0, max: 200 }),
  })
  .map(({ operation, sequence, seconds }): Change => {
    const at = new Date(Date.parse('2026-11-30T09:00:00Z') + seconds * 1_000).toISOString();
    const base = { entity: 'film', id: `e-${sequence}`, key: 'f1', at };
    const row = { id: 'f1', n: sequence };
    if (operation === 'snapshot') return { ...base, operation, after: row };
    const position = positionOf('2026-11-01T09:00:00.000', String(sequence));
    return operation === 'created'
      ? { ...base, operation, position, after: row }
      : { ...base, operation, position, before: row };
  });

test('whatever comes in whatever order: it takes what a store applies, and skips what is stale to a store', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      let seen: Seen | undefined;
      let marks: Marks | undefined;
      for (const one of changes) {
        const decision = decide(marks, one, DEFAULT_MARGIN_MS);
        const found = news(seen, 'position' in one ? one : { at: one.at });

        expect(found === undefined).toBe(decision.verdict === 'stale');
        if (decision.verdict === 'stale') continue;
        expect(found?.take).toBe(decision.verdict === 'apply');
        marks = decision.marks;
        seen = found?.seen;
      }
    }),
    { numRuns: 2_000 },
  );
});
