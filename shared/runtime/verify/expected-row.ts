import type { Consumer } from '../../domain/definition/headwater.ts';
import { matches } from '../../domain/filter/filter.ts';
import type { Row } from '../../domain/row/json.ts';
import { protection, type Hash } from '../../domain/row/protect.ts';
import { own } from '../../domain/own.ts';

/**
 * What a consumer makes of a row of the table: its filter first, then its own policy, as when a change is delivered to it.
 *
 * @returns undefined for a row that its subscription does not see
 * @throws HeadwaterError HW_POLICY_KEY_MISSING when its policy hashes and there is no hash
 */
export function expectedBy(
  { filters = {}, policy = {} }: Pick<Consumer, 'filters' | 'policy'>,
  entity: string,
  hash: Hash | undefined,
): (row: Row) => Row | undefined {
  const filter = own(filters, entity);
  const protect = protection(own(policy, entity), hash);
  return (row) => (filter && !matches(filter, row) ? undefined : protect(row));
}
