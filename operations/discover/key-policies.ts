/** Policies of keys: a part of a key can only be hashed, and then no other field may show it. */
import type { FoundField, FoundPolicy } from './found.ts';
import type { NamedPart } from './found-entity.ts';
import type { Group } from './groups.ts';
import { personalName } from './personal-names.ts';
import { lookLikeNames, personalTexts, personalWithin } from './personal-values.ts';
import { keyNames, type SampledTable } from './sampled-table.ts';

/** In a key it says which session; beside other things it opens one. */
const SESSION = /^session_?id$/i;

/** A part may hold other things in the items of another kind. */
const SOME_NAMES = 0.05;

export function keyPolicies(
  policies: readonly FoundPolicy[],
  fields: readonly FoundField[],
  parts: readonly NamedPart[],
  group: Group,
  table: SampledTable,
): readonly FoundPolicy[] {
  const keys = keyNames(table);
  const names = group.how === 'templates' ? parts.map(({ name }) => name) : keys.map((key) => nameOf(fields, key));
  const isOwnSession = ({ path }: FoundPolicy): boolean =>
    SESSION.test(path) && parts.some(({ name }) => name === path);
  const found = new Map(policies.filter((one) => !isOwnSession(one)).map((one) => [one.path, one]));
  for (const { note, path } of group.how === 'templates' ? ofParts(parts) : ofKeys(group, keys, fields)) {
    if (!found.has(path)) found.set(path, { path, protection: 'hash', note });
  }
  return [...found.values()].map((one): FoundPolicy =>
    names.includes(one.path) ? { ...one, protection: 'hash' } : one,
  );
}

interface KeyPolicy {
  readonly path: string;
  readonly note: string;
}

function ofParts(parts: readonly NamedPart[]): readonly KeyPolicy[] {
  return parts.flatMap((part) => {
    const note = noteOf(part);
    return note === undefined ? [] : [{ path: part.name, note }];
  });
}

/** Of keys that are no templates: whole keys, of which a part is personal. */
function ofKeys({ parts }: Group, keys: readonly string[], fields: readonly FoundField[]): readonly KeyPolicy[] {
  return parts.flatMap((part) => {
    const note = noteOf(part);
    const key = keys[part.key];
    return note === undefined || key === undefined ? [] : [{ path: nameOf(fields, key), note }];
  });
}

function noteOf({
  texts,
  attribute,
  suggested,
}: Pick<NamedPart, 'texts' | 'attribute' | 'suggested'>): string | undefined {
  const look = personalTexts(texts);
  if (look) return `Personal: a part of the key looks like ${look.what}.`;
  const within = personalWithin(texts);
  if (within?.sure) return `Personal: a part of the key holds ${within.what} in ${within.count} of ${texts.length}.`;
  // A part may take all segments that follow.
  const segments = texts.flatMap((text) => text.split(/[#|~^;/:]/));
  if (lookLikeNames(segments, SOME_NAMES)) return 'Doubt: a part of the key looks like names of people.';
  // After `ADDRESS#` comes which address, and after `EMAIL#` the address itself.
  const named = [attribute ?? '', suggested.replace(/-id$/, '')].filter((one) => !SESSION.test(one));
  const names = named.map((one) => personalName(one));
  const what = names.find((one) => one?.sure && one.what !== 'part of an address')?.what;
  return what === undefined ? undefined : `Doubt: by its name a part of the key is ${what}.`;
}

function nameOf(fields: readonly FoundField[], attribute: string): string {
  return fields.find((field) => field.attribute === attribute)?.name ?? attribute;
}
