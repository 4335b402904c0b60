/** Names of attributes that hold what belongs to a person. */
import type { FoundProtection } from './found.ts';
import {
  OFFICIAL_PAIRS,
  PEOPLE,
  PERSONAL_WORDS,
  ROLES,
  ROLE_PREFIXES,
  STATES,
  ADDRESS_WORDS,
} from './personal-words.ts';
import { wordsOf } from './words.ts';

/** How sure a name is: `sure` whatever stands beside it, else only where something beside it speaks of a person. */
export interface PersonalName {
  readonly protection: FoundProtection;
  readonly what: string;
  readonly sure: boolean;
}

/** @returns undefined where the name speaks of no person */
export function personalName(name: string): PersonalName | undefined {
  const own = wordsOf(name).map(withoutCount);
  const pair = OFFICIAL_PAIRS.find(([first, second]) =>
    own.some((word, at) => word === first && own[at + 1] === second),
  );
  // `bloodType` itself ends so.
  if (pair?.[1] !== own.at(-1) && own.some((word) => STATES.has(word))) return undefined;
  if (pair) return { protection: pair[2], what: pair[3], sure: true };
  const sure = PERSONAL_WORDS.find(({ words }) => own.some((word) => words.has(word)));
  if (sure && (own.at(-1) !== 'id' || sure.ids)) return { protection: sure.protection, what: sure.what, sure: true };
  if (own.at(-1) === 'name' && own.slice(0, -1).some((word) => ROLES.has(word))) {
    return { protection: 'mask', what: 'a name', sure: true };
  }
  if (own.some((word) => ADDRESS_WORDS.has(word)) && own.at(-1) !== 'id') return addressPart(own);
  return contextName(own);
}

/** `dob2` is a second one. */
function withoutCount(word: string): string {
  return /^\p{L}{3,}\d$/u.test(word) && !COUNTED.has(word) ? word.slice(0, -1) : word;
}

const COUNTED: ReadonlySet<string> = new Set(['cvv2', 'last4', 'line1', 'line2', 'ipv4', 'ipv6']);

/** Of a postal code the beginning tells the region, and its end a street. */
function addressPart(own: readonly string[]): PersonalName {
  const isCode = own.some((word) => /^(zip|post|plz)/.test(word));
  return { protection: isCode ? 'mask' : 'drop', what: 'part of an address', sure: true };
}

const BESIDE: Readonly<Record<string, readonly [FoundProtection, string]>> = {
  name: ['mask', 'a name'],
  'display name': ['mask', 'a name'],
  initials: ['mask', 'a name'],
  born: ['drop', 'a date of birth'],
  'born on': ['drop', 'a date of birth'],
  age: ['drop', 'about a person'],
  nationality: ['drop', 'about a person'],
  home: ['drop', 'where a person is'],
  location: ['drop', 'where a person is'],
  position: ['drop', 'where a person is'],
  'last location': ['drop', 'where a person is'],
  city: ['drop', 'where a person lives'],
  town: ['drop', 'where a person lives'],
  ort: ['drop', 'where a person lives'],
  wohnort: ['drop', 'where a person lives'],
  stadt: ['drop', 'where a person lives'],
  ville: ['drop', 'where a person lives'],
  ciudad: ['drop', 'where a person lives'],
  citta: ['drop', 'where a person lives'],
  weight: ['drop', 'about a person'],
  'weight kg': ['drop', 'about a person'],
  height: ['drop', 'about a person'],
  'height cm': ['drop', 'about a person'],
  bmi: ['drop', 'about a person'],
  loc: ['drop', 'where a person is'],
  lat: ['drop', 'where a person is'],
  latitude: ['drop', 'where a person is'],
  lon: ['drop', 'where a person is'],
  lng: ['drop', 'where a person is'],
  longitude: ['drop', 'where a person is'],
  geo: ['drop', 'where a person is'],
  coordinates: ['drop', 'where a person is'],
  avatar: ['drop', 'a picture of a person'],
  photo: ['drop', 'a picture of a person'],
  picture: ['drop', 'a picture of a person'],
};

function contextName(own: readonly string[]): PersonalName | undefined {
  const name = own.join(' ');
  const found = Object.entries(BESIDE).find(([one]) => one === name)?.[1];
  return found && { protection: found[0], what: found[1], sure: false };
}

export function isPersonalName(name: string): boolean {
  return personalName(name)?.sure === true;
}

/** Whether it names a person by what he does: `driver`, `assignee`, `signed_by`. */
export function isRole(name: string): boolean {
  const own = wordsOf(name);
  return own.at(-1) === 'by' || (own.at(-1) !== 'id' && own.some((word) => ROLES.has(word)));
}

/** What holds items of a person, by its name: `customer`, `user-profile`, `patient`. */
export function isOfPerson(entity: string): boolean {
  const own = wordsOf(entity).filter((word) => !ABOUT_IT.has(word));
  const last = own.at(-1)?.replace(/s$/, '') ?? '';
  return PEOPLE.has(last);
}

const ABOUT_IT: ReadonlySet<string> = new Set([
  'profile',
  'info',
  'details',
  'record',
  'metadata',
  'item',
  'entity',
  'data',
]);

/** `name`, `displayName`, `author`: where a person's name may stand. */
export function isName(name: string): boolean {
  const own = wordsOf(name);
  return own.at(-1) === 'name' || (own.at(-1) !== 'id' && own.some((word) => PEOPLE.has(word)));
}

/** What, beside a person, is where that person is: `lastLocation`, and not `office_location`. */
export function isPlaceName(name: string): boolean {
  const own = wordsOf(name);
  return own.some((word) => PLACE_WORDS.has(word)) && own.every((word) => PLACE_WORDS.has(word) || OWN_WORDS.has(word));
}

const OWN_WORDS: ReadonlySet<string> = new Set(['last', 'current', 'known', 'live', 'own', 'user', 'private']);

const PLACE_WORDS: ReadonlySet<string> = new Set([
  'home',
  'location',
  'position',
  'place',
  'address',
  'geo',
  'coordinates',
]);

/** Whether something so named speaks of a person, so that a `name` beside it is that person's. */
export function speaksOfPerson(name: string): boolean {
  const own = wordsOf(name);
  const found = personalName(name);
  // `owner_phone` speaks of an owner, and not of what it stands in.
  const ofAnother = own.length > 1 && ROLES.has(own[0] ?? '') && !ROLE_PREFIXES.has(own[0] ?? '');
  return found?.sure === true && !ofAnother && /e-mail|phone|birth|a name|official|about/.test(found.what);
}
