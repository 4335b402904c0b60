/** What an entity's mapping refuses of a row, as far as the mapping alone tells: no index is asked. */
import type { Entity } from '../../domain/definition/entity.ts';
import type { Row } from '../../domain/row/json.ts';
import { unfitIn } from '../../domain/row/mapping-fit.ts';
import type { Reason } from '../../domain/delivery/reason.ts';
import type { Mapping } from './mapping.ts';

/**
 * @param properties of a mapping: the declared one (mapping.ts), or that of an index
 * @returns says of a row why its index would refuse it; undefined when the mapping has nothing against it
 */
export function unfitFor(
  entity: Pick<Entity, 'name'>,
  properties: Readonly<Record<string, Mapping>>,
): (key: string, row: Row) => Reason | undefined {
  return (key, row) => {
    const found = unfitIn(properties, row);
    if (!found) return undefined;
    const message = `${entity.name} "${key}" does not fit the index: ${found.why} in field ${found.path.join('.')}`;
    return { code: 'HW_SEARCH_REJECTED', message, field: `/${found.path.join('/')}` };
  };
}
