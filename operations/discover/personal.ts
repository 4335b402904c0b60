/** Fields that are likely to hold what belongs to a person, each with the policy that it starts with. */
import { membersOf, type AttributeValue, type Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { own } from '../../shared/domain/own.ts';
import type { FoundField, FoundKind, FoundPolicy, FoundProtection } from './found.ts';
import { areNamesOfPeople, areWholeNames } from './given-names.ts';
import { isName, isOfPerson, isPlaceName, isRole, personalName, speaksOfPerson } from './personal-names.ts';
import { hasWord } from './words.ts';
import { areCards, lookLikeNames, personalTexts, personalWithin, textsIn } from './personal-values.ts';

export interface Where {
  /** What the fields lie in: the entity, or an object's attribute. */
  readonly within: string;
  /** Before the fields' own names. */
  readonly path: string;
  /** Whether it is a place of a person's: a `home` beside an e-mail address. */
  readonly ofPerson?: boolean;
}

export function personalPolicies(
  fields: readonly FoundField[],
  owners: readonly Item[],
  where: Where,
): readonly FoundPolicy[] {
  const ofPerson =
    where.ofPerson === true || fields.some(({ attribute }) => speaksOfPerson(attribute)) || isOfPerson(where.within);
  return fields.flatMap((field) => policiesOf(field, valuesAt(owners, field.attribute), where, ofPerson));
}

function policiesOf(
  field: FoundField,
  values: readonly AttributeValue[],
  where: Where,
  ofPerson: boolean,
): readonly FoundPolicy[] {
  const path = `${where.path}${field.name}`;
  const { kind, attribute } = field;
  const innermost = elementOf(kind);
  if (innermost.kind === 'object') {
    const within = { within: attribute, path: `${path}.`, ofPerson: ofPerson && isPlaceName(attribute) };
    return personalPolicies(innermost.fields, mapsIn(values), within);
  }
  const found =
    byValues(attribute, innermost, values) ??
    byRole(attribute, values) ??
    byName(attribute, innermost, ofPerson) ??
    byGivenNames(attribute, values);
  return found ? [{ path, protection: fitting(found.protection, innermost), note: found.note }] : [];
}

interface Personal {
  readonly protection: FoundProtection;
  readonly note: string;
}

function byValues(attribute: string, kind: FoundKind, values: readonly AttributeValue[]): Personal | undefined {
  const texts = values.flatMap(textsIn);
  if (areCards(values.flatMap(({ N, NS }) => N ?? NS ?? []))) {
    return { protection: 'hash', note: 'Personal: its numbers look like card numbers.' };
  }
  // Of free keys nobody knows which hold what: one is enough.
  const share = kind.kind === 'map' || kind.kind === 'json' ? 0.001 : undefined;
  const found = personalTexts(texts, share);
  // `10.0.1.4` is an address and a version.
  if (found?.what === 'IP addresses' && hasWord(attribute, VERSIONS)) return undefined;
  if (found) return { protection: found.protection, note: `Personal: its texts look like ${found.what}.` };
  const within = personalWithin(texts);
  if (!within?.sure) return undefined;
  const note = `Personal: of ${texts.length} texts ${within.count} ${within.count === 1 ? 'holds' : 'hold'} ${within.what}.`;
  return { protection: 'drop', note };
}

const VERSIONS: ReadonlySet<string> = new Set(['version', 'versions', 'ver', 'release', 'build', 'firmware', 'fw']);

/** `driver`, `signedBy`: an id, unless its texts look like names. */
function byRole(attribute: string, values: readonly AttributeValue[]): Personal | undefined {
  if (!isRole(attribute) || !lookLikeNames(values.flatMap(({ S }) => S ?? []))) return undefined;
  return { protection: 'mask', note: 'Personal: its texts look like names of people.' };
}

/** A `name` is a person's when something beside it speaks of a person; else when its texts begin with given names. */
function byGivenNames(attribute: string, values: readonly AttributeValue[]): Personal | undefined {
  const texts = values.flatMap(({ S }) => S ?? []);
  if (isName(attribute) && areNamesOfPeople(texts))
    return { protection: 'mask', note: 'Personal: its texts look like names of people.' };
  if (!areWholeNames(texts)) return undefined;
  return { protection: 'mask', note: 'Doubt: its texts look like names of people. Is it personal?' };
}

function byName(attribute: string, kind: FoundKind, ofPerson: boolean): Personal | undefined {
  const found = personalName(attribute);
  if (!found || kind.kind === 'boolean') return undefined;
  // How many tokens, and not which.
  if (found.what === 'a secret' && ['integer', 'decimal', 'double'].includes(kind.kind) && /tokens?$/i.test(attribute))
    return undefined;
  if (!found.sure && !ofPerson) return undefined;
  if (found.what === 'an IP address' && kind.kind !== 'keyword') return undefined;
  return { protection: found.protection, note: `Doubt: by its name it is ${found.what}. Is it personal?` };
}

/** What has no one text can only be dropped. */
function fitting(protection: FoundProtection, { kind }: FoundKind): FoundProtection {
  return ['json', 'map', 'geoPoint', 'boolean', 'object'].includes(kind) ? 'drop' : protection;
}

export function elementOf(kind: FoundKind): FoundKind {
  return kind.kind === 'list' ? elementOf(kind.element) : kind;
}

function valuesAt(owners: readonly Item[], attribute: string): readonly AttributeValue[] {
  return owners.flatMap((owner) => own(owner, attribute) ?? []);
}

/** The maps in values, and in lists of them. */
function mapsIn(values: readonly AttributeValue[]): readonly Item[] {
  return values.flatMap((value): readonly Item[] => (value.M ? [value.M] : mapsIn(value.L ?? membersOf(value) ?? [])));
}
