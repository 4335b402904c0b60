/** The attribute that says what an item is: `_type`, `__edb_e__`, `__typename`, `cls`, `Type`, or one that nobody has named so. */
import { own } from '../../shared/domain/own.ts';
import { PLACES } from './enumerations.ts';
import { areCounted, isSomebodysWord, looksLikeKind } from './literals.ts';
import { isPersonalName, isRole } from './personal-names.ts';
import { areApart, distance, pairsOf, profileOf } from './profile.ts';
import { FEWEST_ITEMS, keyNames, type Item, type SampledTable } from './sampled-table.ts';
import { hasWord } from './words.ts';

export interface TypeAttribute {
  readonly attribute: string;
  /** By value, the items that have it: of values that enough items share. */
  readonly groups: ReadonlyMap<string, readonly Item[]>;
}

/** Names that libraries write and nobody else would: such an attribute is one even where there is a single type. */
const BOOKKEEPING = /^(_{1,2}(type|typename|edb_e__|et|entity|model|class|kind|discriminator)(__)?|_t|et)$/i;
/** Names that people give it; data may be called so, too. */
const USUAL =
  /^(_*|item|entity|record|object|doc|document|model|row|data)[_-]?(type|entity|kind|class|cls|model|discriminator)(name)?_*$/i;
/** More types than this are no types. */
const MOST_TYPES = 60;
/** A type's name: a word, perhaps with a version or a namespace. */
const TYPE_NAME = /^[A-Za-z_$][\w$.:/#-]{0,63}$/;
/** Of the table's items so many must have it. */
const COVERAGE = { named: 0.5, unnamed: 0.95 };
/** What an attribute must tell apart that has no telling name: a status differs by an attribute or two. */
const DISTANCE = 0.5;

/** @returns undefined when there is none */
export function typeAttributeOf(table: SampledTable, items: readonly Item[]): TypeAttribute | undefined {
  const keys = new Set([...keyNames(table), ...table.indexKeys]);
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))].filter((name) => !keys.has(name));
  const candidates = names.flatMap((attribute) => candidateOf(attribute, items) ?? []);
  const without = (attribute: string): ReadonlySet<string> => new Set([...keyNames(table), attribute]);
  const right = candidates.filter(
    (one) => BOOKKEEPING.test(one.attribute) || tellsApart(one, without(one.attribute), items.length),
  );
  return right.toSorted((a, b) => rank(a) - rank(b) || b.groups.size - a.groups.size)[0];
}

function rank({ attribute }: TypeAttribute): number {
  if (BOOKKEEPING.test(attribute)) return 0;
  return USUAL.test(attribute) ? 1 : 2;
}

function candidateOf(attribute: string, items: readonly Item[]): TypeAttribute | undefined {
  const named = isTypeName(attribute);
  const having = items.filter((item) => typeof own(item, attribute)?.S === 'string');
  if (having.length < items.length * (named ? COVERAGE.named : COVERAGE.unnamed)) return undefined;
  const all = Map.groupBy(having, (item) => own(item, attribute)?.S ?? '');
  const shared = [...all].filter(([, own]) => own.length >= FEWEST_ITEMS);
  const covered = shared.reduce((sum, [, own]) => sum + own.length, 0);
  if (shared.length === 0 || shared.length > MOST_TYPES || covered < having.length * 0.8) return undefined;
  return areKinds(attribute, new Map(shared)) ? { attribute, groups: new Map(shared) } : undefined;
}

/** Whether its values are names of kinds. None is one when one is somebody's: the others are then somebody's, too. */
function areKinds(attribute: string, groups: ReadonlyMap<string, readonly Item[]>): boolean {
  const values = [...groups.keys()];
  if (!isTypeName(attribute) && (isPersonalName(attribute) || isRole(attribute) || hasWord(attribute, PLACES)))
    return false;
  return (
    values.every((value) => TYPE_NAME.test(value) && looksLikeKind(value)) &&
    !areCounted(values) &&
    ![...groups].some(([value, items]) => isSomebodysWord(value, items))
  );
}

/** Whether a library or a person calls it a type. */
export function isTypeName(attribute: string): boolean {
  return BOOKKEEPING.test(attribute) || USUAL.test(attribute);
}

/** Whether only a library calls an attribute so: its values are kinds. */
export function isBookkeeping(attribute: string): boolean {
  return BOOKKEEPING.test(attribute);
}

/** Whether items are made differently by its value. */
function tellsApart({ attribute, groups }: TypeAttribute, without: ReadonlySet<string>, all: number): boolean {
  if (groups.size < 2) return false;
  const profiles = [...groups.values()].map((items) => profileOf(items, without));
  const pairs = pairsOf(profiles);
  if (USUAL.test(attribute)) return pairs.some(([a, b]) => areApart(a, b));
  return all >= 2 * FEWEST_ITEMS && pairs.every(([a, b]) => areApart(a, b) && distance(a, b) >= DISTANCE);
}
