/** Texts that show by themselves that they belong to a person. */
import type { AttributeValue } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { isCardNumber, isIban } from './check-digits.ts';
import type { FoundProtection } from './found.ts';

interface Look {
  readonly pattern: RegExp;
  /** What must hold of a match besides. */
  readonly confirms?: (match: string) => boolean;
  readonly protection: FoundProtection;
  readonly what: string;
}

/** In fours, or as American Express writes it. */
const GROUPED_CARD = '[2-6]\\d{3}(?:([ -])\\d{4}\\1\\d{4}\\1\\d{1,4}(?:\\1\\d{1,3})?|([ -])\\d{6}\\2\\d{5})';
/** `(212) 555-0100`, `212-555-0100`, `0151 1234567`, `0223/669822`, `06 47 65 72 47`. */
const NATIONAL_PHONE =
  '(?:\\(\\d{3}\\) ?\\d{3}[- ]\\d{4}|\\d{3}([-.])\\d{3}\\1\\d{4}|\\(?0\\d{2,4}\\)?[ /]\\d{2,4}[ ]?\\d{3,6}|0\\d(?: \\d\\d){4})';
const SECRET_IN_URL =
  /:\/\/\S*[?&#](?:\w*token|api_?key|sig|signature|secret|password|passwd|auth|session(?:id)?)=[^&\s]{6,}/i;
const CARD = `(?:[2-6]\\d{12,18}|${GROUPED_CARD})`;

function wholeText(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

/** Not within a longer word, such as a UUID: there it is no number of anybody's. */
function wholeToken(pattern: string): RegExp {
  return new RegExp(`(?<!\\w|\\w[-./])${pattern}(?!\\w|[-./]\\w)`);
}

const LOOKS: readonly Look[] = [
  // Before e-mail addresses, which it looks like.
  { pattern: /^[a-z][a-z+.-]*:\/\/[^\s:@/]+:[^\s@/]+@/, protection: 'drop', what: 'addresses with a password' },
  { pattern: /^(?!git@)[^\s@]+@[^\s@:/]+\.[\p{L}-]{2,}$/u, protection: 'hash', what: 'e-mail addresses' },
  { pattern: /^(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?$/, protection: 'hash', what: 'IP addresses' },
  { pattern: /^(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{0,4}$/i, protection: 'hash', what: 'IP addresses' },
  { pattern: /^\+\d[\d ()./-]{7,18}$/, protection: 'mask', what: 'phone numbers' },
  { pattern: wholeText(NATIONAL_PHONE), protection: 'mask', what: 'phone numbers' },
  // As Amplify writes an owner.
  { pattern: /^[0-9a-f-]{36}::\S+$/i, protection: 'hash', what: 'logins' },
  { pattern: SECRET_IN_URL, protection: 'drop', what: 'addresses with a secret' },
  { pattern: /^\$(2[aby]|argon2\w*|scrypt|pbkdf2\S*)\$/, protection: 'drop', what: 'hashes of passwords' },
  { pattern: /^(?:AKIA|ASIA)[A-Z0-9]{16}$/, protection: 'drop', what: 'access keys' },
  {
    pattern: /^(?:gh[pousr]_\w{30,}|github_pat_\w{30,}|[sr]k_(?:live|test)_\w{10,})$/,
    protection: 'drop',
    what: 'tokens',
  },
  { pattern: /^(?:xox[abeprs]-[\w-]{10,}|AIza[\w-]{30,})$/, protection: 'drop', what: 'tokens' },
  { pattern: /^-----BEGIN [A-Z ]*PRIVATE KEY-----/, protection: 'drop', what: 'private keys' },
  { pattern: /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/, protection: 'drop', what: 'tokens' },
  { pattern: wholeText(CARD), confirms: isCardNumber, protection: 'hash', what: 'card numbers' },
  {
    pattern: /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?$/i,
    confirms: isIban,
    protection: 'hash',
    what: 'account numbers',
  },
  { pattern: /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?$/, protection: 'hash', what: 'account numbers' },
  { pattern: /^\d{3}-\d{2}-\d{4}$/, protection: 'hash', what: 'social security numbers' },
];

/** So many of the texts must look so. */
const SHARE = 0.8;

/** @param share of the texts that must look so */
export function personalTexts(texts: readonly string[], share = SHARE): Pick<Look, 'protection' | 'what'> | undefined {
  const filled = texts.filter((text) => text !== '');
  if (filled.length === 0) return undefined;
  return LOOKS.find((look) => {
    const count = filled.filter((text) => shows(look, text)).length;
    return count > 0 && count >= filled.length * share && passByMoreThanChance(look, filled);
  });
}

/** An id of as many digits passes a check of one digit once in ten times. */
function passByMoreThanChance(look: Look, texts: readonly string[]): boolean {
  if (!look.confirms) return true;
  const formed = texts.filter((text) => look.pattern.test(text));
  return formed.filter((text) => shows(look, text)).length >= formed.length * SHARE;
}

/** What shows whose a text is even where it is only a part of it. */
const WITHIN: readonly Look[] = [
  { pattern: SECRET_IN_URL, protection: 'drop', what: 'an address with a secret' },
  { pattern: /[a-z][a-z+.-]*:\/\/[^\s:@/]+:[^\s@/]+@/i, protection: 'drop', what: 'an address with a password' },
  {
    // The user of a repository's address is nobody.
    pattern: /(?<![\w.+-])(?!git@)[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}/i,
    protection: 'drop',
    what: 'an e-mail address',
  },
  {
    pattern: wholeToken(GROUPED_CARD),
    confirms: isCardNumber,
    protection: 'drop',
    what: 'a card number',
  },
  {
    pattern: wholeToken('[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?'),
    confirms: isIban,
    protection: 'drop',
    what: 'an account number',
  },
  { pattern: /(?<![\w+])\+\d{1,3}[ (/-]?\d[\d ()/-]{5,15}\d(?!\w)/, protection: 'drop', what: 'a phone number' },
  { pattern: nationalPhoneWithin(), protection: 'drop', what: 'a phone number' },
];

/** Beside `(` stands no word character, so it needs no border there. */
function nationalPhoneWithin(): RegExp {
  return new RegExp(`(?<![\\w+]|\\w[-./]|\\d )${NATIONAL_PHONE}(?!\\w|[-./ ]\\d)`);
}

function shows({ pattern, confirms }: Look, text: string): boolean {
  const match = pattern.exec(text)?.[0];
  return match !== undefined && (confirms?.(match) ?? true);
}

export interface PersonalWithin {
  readonly what: string;
  /** How many of the texts. */
  readonly count: number;
  /** `false`: chance explains it, for the texts are ids. */
  readonly sure: boolean;
}

/** One text is enough: the others do not make it less somebody's. */
export function personalWithin(texts: readonly string[]): PersonalWithin | undefined {
  return WITHIN.flatMap((look) => {
    const count = texts.filter((text) => shows(look, text)).length;
    if (count === 0) return [];
    const sure = !look.confirms || (passByMoreThanChance(look, texts) && (count >= texts.length / 2 || !areIds(texts)));
    return [{ what: look.what, count, sure }];
  }).toSorted((a, b) => Number(b.sure) - Number(a.sure))[0];
}

/** Single words that have digits, in most of the texts. */
function areIds(texts: readonly string[]): boolean {
  return texts.length >= 20 && texts.filter((text) => /^(?=\S*\d)\S+$/.test(text)).length >= texts.length * SHARE;
}

/** Two or three words with capitals, or `Smith, James`, in most of the texts. @param share of the texts that must look so */
export function lookLikeNames(texts: readonly string[], share = SHARE): boolean {
  const named = texts.filter((text) => /^\p{Lu}[\p{L}'.-]*(?:,? \p{Lu}[\p{L}'.-]*){1,3}$/u.test(text));
  return named.length > 0 && named.length >= texts.length * share;
}

/** As many numbers must pass: one of ten does by chance. */
const FEWEST_CARDS = 3;

/** Of numbers: only a card shows whose it is. */
export function areCards(numbers: readonly string[]): boolean {
  const cards = new Set(numbers.filter(isCardNumber)).size;
  return cards >= FEWEST_CARDS && cards >= new Set(numbers).size * SHARE;
}

/** All texts in a value, however deep. */
export function textsIn(value: AttributeValue): readonly string[] {
  const { S, SS, L, M } = value;
  if (S !== undefined) return [S];
  return SS ?? (L ?? Object.values(M ?? {})).flatMap(textsIn);
}
