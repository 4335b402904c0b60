/** A filter that synth refuses because it lets nothing through lets nothing through. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contradictions } from '../../shared/domain/definition/contradictions.ts';
import { matches } from '../../shared/domain/filter/filter.ts';
import { anyFilter, anyRow, thing } from '../support/filtered-rows.ts';

test('conditions that a row meets are not refused together; of others some are', () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.array(anyFilter, { maxLength: 12 }), anyRow, (filters, row) => {
      const clauses = filters.filter((filter) => 'field' in filter);
      const met = clauses.filter((filter) => matches(filter, row));
      expect(contradictions({ all: met }, 'it', thing)).toEqual([]);
      if (contradictions({ all: clauses }, 'it', thing).length > 0) refused += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(refused).toBeGreaterThan(10);
});
