/** Finds the definition of a table in items of it. Pure: items in, definition out. */
import { defineHeadwater } from '../../shared/domain/definition/define.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { checkSample, type CheckedSample } from './check-sample.ts';
import { definitionOf } from './definition.ts';
import { entityOfTable, freeName, hyphenated } from './entity-names.ts';
import { foundEntity } from './found-entity.ts';
import type { Found, FoundEntity } from './found.ts';
import { groupItems, oneGroup, type Groups } from './groups.ts';
import type { DiscoverOptions, Item, SampledTable } from './sampled-table.ts';
import { sourceOf } from './source.ts';
import { withinLimits } from './within-limits.ts';

export interface Discovery {
  readonly found: Found;
  /** The text of headwater.config.ts. */
  readonly source: string;
  readonly definition: HeadwaterDefinition;
  readonly checked: CheckedSample;
}

/**
 * @throws HeadwaterError HW_CONFIG where no definition of the table would pass the check; the signal's reason when it is
 *   aborted
 */
export function discover(table: SampledTable, items: readonly Item[], options: DiscoverOptions = {}): Discovery {
  const { found, definition } = soundest(table, items, options);
  const [checkedTable] = definition.tables;
  if (!checkedTable)
    throw new HeadwaterError('HW_CONFIG', `table ${table.name}: the definition that was found is empty`);
  return { found, definition, source: sourceOf(found), checked: checkSample(checkedTable, items) };
}

/** What divides a table may be refused by the check of definitions: then all of it is one entity. */
function soundest(table: SampledTable, items: readonly Item[], options: DiscoverOptions) {
  try {
    return checkedOf(foundIn(table, items, groupItems(table, items), options));
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    const note = 'Doubt: its items could not be divided in a way that a definition can say. They are one entity here.';
    return checkedOf(foundIn(table, items, oneGroup(table, items, [note]), options));
  }
}

function checkedOf(found: Found): { readonly found: Found; readonly definition: HeadwaterDefinition } {
  return { found, definition: defineHeadwater(definitionOf(found)) };
}

function foundIn(table: SampledTable, items: readonly Item[], groups: Groups, options: DiscoverOptions): Found {
  const { signal, progress } = options;
  const entities: FoundEntity[] = [];
  for (const group of groups.groups) {
    signal?.throwIfAborted();
    const wanted = (group.label === undefined ? undefined : hyphenated(group.label)) ?? entityOfTable(table.name);
    const name = freeName(
      wanted,
      entities.map((entity) => entity.name),
    );
    const entity = withinLimits(foundEntity(name, group, table, groups.syntax, options));
    progress?.(name, entity.items);
    entities.push(entity);
  }
  const name = freeName(hyphenated(table.name) ?? 'table', []);
  return {
    name,
    table,
    items: items.length,
    unrecognised: groups.unrecognised,
    entities,
    notes: [...(table.doubts ?? []), ...groups.notes],
  };
}
