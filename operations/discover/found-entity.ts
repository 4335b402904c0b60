/** One entity of a table, from the items that are its own. */
import type { Recognition } from '../../shared/domain/definition/entity.ts';
import { attributesOf, foundField, type Place } from './field-kind.ts';
import { outerNames } from './field-names.ts';
import type { FoundEntity, FoundField, FoundPolicy } from './found.ts';
import { isAttributeName, isSomebodys, looksLikeData } from './free-keys.ts';
import type { Group } from './groups.ts';
import { hiddenKinds } from './hidden-kinds.ts';
import { isComposed, isConstant, isKeyName, isMadeOfOthers } from './index-keys.ts';
import { keyPolicies } from './key-policies.ts';
import type { KeySyntax } from './key-shapes.ts';
import { isLost, templatesOf, type FoundPart } from './key-templates.ts';
import { wordsOfPeople } from './people-as-names.ts';
import { withDoubts } from './personal-doubts.ts';
import { personalPolicies } from './personal.ts';
import { FEWEST_ITEMS, keyNames, type DiscoverOptions, type Item, type SampledTable } from './sampled-table.ts';
import { own } from '../../shared/domain/own.ts';
import { items as counted } from './words.ts';

export function foundEntity(
  name: string,
  group: Group,
  table: SampledTable,
  syntax: KeySyntax,
  { enumerations = false }: DiscoverOptions,
): FoundEntity {
  const place: Place = {
    name: '',
    timeToLive: table.timeToLive,
    enumerations,
    depth: 0,
    people: wordsOfPeople(group.items),
  };
  const left = leftOut(group, table);
  const byTemplates = group.how === 'templates';
  const repeated = byTemplates ? group.parts.flatMap(({ attribute }) => attribute ?? []) : [];
  const there = attributesOf(group.items).filter((attribute) => !left.has(attribute));
  // An entity needs a field.
  const attributes = there.length > 0 || byTemplates ? there : keyNames(table);
  const given = outerNames(attributes);
  const others = attributes
    .filter((attribute) => !repeated.includes(attribute))
    .map((attribute) => otherField(attribute, given.get(attribute) ?? attribute, group, table, place));
  const withParts = (parts: readonly NamedPart[]) => {
    const fields = [...parts.map((part) => partField(part, group, place)), ...others];
    const found = personalPolicies(fields, group.items, { within: name, path: '' });
    return { parts, fields, policy: keyPolicies(found, fields, parts, group, table) };
  };
  const usual = withParts(byTemplates ? namedParts(group.parts, given, keyNames(table)) : []);
  const { parts, fields, policy } = showsHashedKey(usual, table)
    ? withParts(namedParts(group.parts, given, keyNames(table), 'never a key'))
    : usual;
  return {
    name,
    items: group.items.length,
    recognise: recogniseOf(group, syntax, parts),
    fields: fields.map((field) => withDoubts(field, policy, group.items)),
    policy,
    notes: [
      ...group.notes,
      ...hiddenKinds(group.items, new Set([...left, ...keyNames(table)])),
      ...leftNotes(group, table, left),
    ],
  };
}

/** A field that is called like a key holds all of it, which must not be beside a hashed part (policy-problems.ts). */
function showsHashedKey(
  { parts, policy }: { readonly parts: readonly NamedPart[]; readonly policy: readonly FoundPolicy[] },
  table: SampledTable,
): boolean {
  const hashed = new Set(policy.map(({ path }) => path));
  const open = parts.filter((part) => !hashed.has(part.name));
  return open.length < parts.length && open.some((part) => keyNames(table).includes(part.name));
}

export interface NamedPart extends FoundPart {
  readonly name: string;
}

function recogniseOf({ how, shape }: Group, syntax: KeySyntax, parts: readonly NamedPart[]): Recognition {
  if (how !== 'templates') return how;
  return templatesOf(
    shape,
    syntax,
    parts.map(({ name }) => name),
  );
}

/** A part that an attribute repeats is called like its field; others by the words before them, and none like a key of which it is a part. */
function namedParts(
  parts: readonly FoundPart[],
  given: ReadonlyMap<string, string>,
  keys: readonly string[],
  whole: 'like its key' | 'never a key' = 'like its key',
): readonly NamedPart[] {
  const used = new Set<string>();
  return parts.map((part): NamedPart => {
    const repeated = part.attribute === undefined ? undefined : given.get(part.attribute);
    const name =
      repeated === undefined || used.has(repeated)
        ? freePartName(part.suggested, [
            ...[...given.values(), ...used],
            ...keys.filter((key) => whole === 'never a key' || key !== part.suggested || key !== keys[part.key]),
          ])
        : repeated;
    used.add(name);
    return { ...part, name };
  });
}

function freePartName(suggested: string, taken: readonly string[]): string {
  return outerNames([suggested], taken).get(suggested) ?? `part${taken.length}`;
}

function partField({ name, attribute }: NamedPart, { items }: Group, place: Place): FoundField {
  if (attribute !== undefined && name === attribute) return foundField(items, attribute, name, place);
  if (attribute !== undefined) return { ...foundField(items, attribute, name, place), attribute: name };
  return { name, attribute: name, kind: { kind: 'keyword' }, optional: false, notes: ['Only the key has it.'] };
}

function otherField(attribute: string, name: string, { items }: Group, table: SampledTable, place: Place): FoundField {
  if (items.length > 0) return foundField(items, attribute, name, place);
  const type = attribute === table.sortKey?.name ? table.sortKey.type : table.partitionKey.type;
  const kind = ({ string: 'keyword', number: 'double', binary: 'binary' } as const)[type];
  return { name, attribute, kind: { kind }, optional: false, notes: [] };
}

/** Attributes that are no field. */
function leftOut({ items, how, parts, without, shape }: Group, table: SampledTable): ReadonlySet<string> {
  const keys = keyNames(table);
  const isMade = (key: string): boolean => {
    const steps = shape.steps.filter((step) => keys[step.key] === key);
    // Where nothing recognises it, what is always the same is said by nothing else.
    if (how === 'every-item' && steps.every((step) => 'literal' in step)) return false;
    return isComposed(items, key) || steps.length > 1 || steps.some((step) => 'literal' in step || step.head !== '');
  };
  const indexKeys = attributesOf(items).filter(
    (name) => !keys.includes(name) && (isKeyName(name) || (table.indexKeys.includes(name) && isComposed(items, name))),
  );
  const all = attributesOf(items);
  const data = all.filter(
    (name) =>
      !keys.includes(name) &&
      (!isAttributeName(name) || isSomebodys(name, all) || (looksLikeData(name) && isRare(items, name))),
  );
  // What only a key says, or an attribute that is no field, is lost without the key.
  const unsaid = new Set([...without, ...indexKeys, ...data]);
  const isUnsaid = (part: FoundPart): boolean => isLost(part) || unsaid.has(part.attribute ?? '');
  const lost = new Set(parts.filter(isUnsaid).map(({ key }) => keys[key] ?? ''));
  const keysLeftOut = how === 'templates' ? keys : keys.filter((key) => !lost.has(key) && isMade(key));
  return new Set([...without, ...keysLeftOut, ...indexKeys, ...data]);
}

function isRare(items: readonly Item[], name: string): boolean {
  return items.filter((item) => own(item, name) !== undefined).length < FEWEST_ITEMS;
}

function leftNotes(group: Group, table: SampledTable, left: ReadonlySet<string>): readonly string[] {
  const { items } = group;
  const isOwnKey = (name: string): boolean => group.how !== 'templates' && keyNames(table).includes(name);
  const keys = [...left].filter((name) => table.indexKeys.includes(name) || isKeyName(name) || isOwnKey(name));
  const all = attributesOf(items);
  const isData = (name: string): boolean => looksLikeData(name) || !isAttributeName(name) || isSomebodys(name, all);
  const data = [...left].filter((name) => isData(name) && !keys.includes(name));
  const [constant, others] = parted(keys, (name) => isConstant(items, name));
  const [made, lost] = parted(others, (name) => isOwnKey(name) || isMadeOfOthers(items, name, left));
  const line = (names: readonly string[], text: (names: string) => string): readonly string[] =>
    names.length === 0 ? [] : [text(names.join(', '))];
  return [
    ...line(made, (names) => `Left out, for they are keys made from other attributes: ${names}.`),
    ...line(
      constant,
      (names) => `Left out, for they are keys that are the same in every item that has them: ${names}.`,
    ),
    ...line(lost, (names) => `Doubt: left out as keys of indexes, but they hold what no field does: ${names}.`),
    ...(data.length > 0
      ? [
          data.length === 1
            ? `Doubt: of ${counted(items.length)} one attribute has a name that looks like data. It is left out.`
            : `Doubt: of ${counted(items.length)} ${data.length} attributes have names that look like data. They are left out.`,
        ]
      : []),
  ];
}

function parted<T>(all: readonly T[], test: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}
