/** Maps whose keys are data: by a user, by a day, by a product. Such keys are values, and stand in no definition. */
import type { AttributeValue } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { arePeople, isPersonAsName } from './people-as-names.ts';
import { personalTexts } from './personal-values.ts';
import { FEWEST_ITEMS } from './sampled-table.ts';

/** A field that a program declares comes again: of all keys so many may be new ones. */
const MOST_DISTINCT = 0.5;
/** From so many different keys on, of which none is in every second map, nobody declared them. */
const MANY_KEYS = 12;

/** Whether DynamoDB takes the name: UTF-8, of up to 64 KB. A file may hold others. */
export function isAttributeName(name: string): boolean {
  return name !== '' && name.isWellFormed() && Buffer.byteLength(name) < 65_536;
}

/** Whether a name looks like a value: an id, a day, an address, a sentence. */
export function looksLikeData(name: string): boolean {
  return (
    /\d{4,}|[0-9a-f]{8}-[0-9a-f]{4}|@|\s{2}|[\p{Cc}\u2028\u2029]|^\d|^[0-9A-HJKMNP-TV-Z]{26}$/iu.test(name) ||
    name.length > 100
  );
}

/** A UUID, a ULID, a day or a month, a number of many digits. */
const VALUE =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}|\d{4}-\d\d(-\d\d.*)?|\d{4,})$/i;

/**
 * Whether a name shows by itself whose it is: however many items have it, it is no name of a field.
 *
 * @param siblings all names that stand beside it
 */
export function isSomebodys(name: string, siblings: readonly string[] = [name]): boolean {
  return personalTexts([name]) !== undefined || VALUE.test(name) || isPersonAsName(name, siblings);
}

export function haveFreeKeys(maps: readonly Readonly<Record<string, AttributeValue>>[]): boolean {
  const keys = maps.flatMap((map) => Object.keys(map));
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  if (keys.length === 0 || counts.size === 0) return true;
  const distinct = [...counts.keys()];
  const rare = [...counts].filter(([, count]) => count < FEWEST_ITEMS).map(([key]) => key);
  if (rare.some(looksLikeData) || distinct.some((key) => !isAttributeName(key) || isSomebodys(key, distinct)))
    return true;
  if (arePeople(distinct)) return true;
  if (maps.length < FEWEST_ITEMS) return rare.some((key) => !/^[A-Za-z][A-Za-z_-]*\d?$/.test(key));
  if (counts.size / keys.length > MOST_DISTINCT) return true;
  return counts.size >= MANY_KEYS && [...counts.values()].every((count) => count < maps.length / 2);
}
