/** Finds the definition of a table in items of it. Pure: items in, definition out. */
import { defineHeadwater } from '../../shared/domain/definition/define.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import { HeadwaterError } from '../../shared/domain/errors.ts';
import { checkSample, type CheckedSample } from './check-sample.ts';
import { definitionOf } from './definition.ts';
import { entityNames, freeName, hyphenated } from './entity-names.ts';
import { foundEntity } from './found-entity.ts';
import type { Found, FoundEntity } from './found.ts';
import { groupItems, oneGroup } from './groups.ts';
import type { DiscoverOptions, Item, SampledTable } from './sampled-table.ts';
import { soundGroups, type SoundGroups } from './sound-groups.ts';
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

/** The last resort, which the property of drawn designs has not seen: what is refused all the same is one entity. */
function soundest(table: SampledTable, items: readonly Item[], options: DiscoverOptions) {
  const groups = soundGroups(table, items, groupItems(table, items));
  try {
    return checkedOf(foundIn(table, items, groups, options));
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    const refusal = `Doubt: the check of definitions refuses its entities, so they are one here. ${error.message}`;
    const one = { ...oneGroup(table, items), before: [], refusals: [...groups.refusals, refusal] };
    return checkedOf(foundIn(table, items, one, options));
  }
}

function checkedOf(found: Found): { readonly found: Found; readonly definition: HeadwaterDefinition } {
  return { found, definition: defineHeadwater(definitionOf(found)) };
}

function foundIn(table: SampledTable, items: readonly Item[], groups: SoundGroups, options: DiscoverOptions): Found {
  const { signal, progress } = options;
  const names = entityNames(groups.groups, table);
  const entities = groups.groups.map((group, at): FoundEntity => {
    signal?.throwIfAborted();
    const found = foundEntity(names[at] ?? '', group, table, groups.syntax, options);
    const yields = groups.before.flatMap(([first, second]) => (first === at ? (names[second] ?? []) : []));
    const entity = withinLimits(askedBefore(found, yields));
    progress?.(entity.name, entity.items);
    return entity;
  });
  const name = freeName(hyphenated(table.name) ?? 'table', []);
  return {
    name,
    table,
    items: items.length,
    unrecognised: groups.unrecognised,
    entities,
    notes: [...(table.doubts ?? []), ...groups.notes, ...groups.refusals],
    refusals: groups.refusals,
  };
}

function askedBefore(entity: FoundEntity, yields: readonly string[]): FoundEntity {
  const { recognise } = entity;
  if (yields.length === 0 || recognise === 'every-item') return entity;
  return { ...entity, recognise: { ...recognise, before: yields } };
}
