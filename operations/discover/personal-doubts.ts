/** Fields that no policy protects, and that may be somebody's: a comment asks. */
import type { AttributeValue } from '../../shared/adapters/dynamodb/attribute-value.ts';
import { own } from '../../shared/domain/own.ts';
import type { FoundField, FoundPolicy } from './found.ts';
import { isGivenName } from './given-names.ts';
import { isName } from './personal-names.ts';
import { lookLikeNames, personalWithin, textsIn } from './personal-values.ts';
import type { Item } from './sampled-table.ts';

export function withDoubts(field: FoundField, policy: readonly FoundPolicy[], items: readonly Item[]): FoundField {
  if (policy.some(({ path }) => path === field.name || path.startsWith(`${field.name}.`))) return field;
  const values = items.flatMap((item) => own(item, field.attribute) ?? []);
  const doubt =
    nameDoubt(
      field,
      values.flatMap(({ S }) => S ?? []),
    ) ??
    placeDoubt(field, values, policy) ??
    textDoubt(values.flatMap(textsIn));
  return doubt === undefined ? field : { ...field, notes: [...field.notes, doubt] };
}

/** A name that is nobody's by what stands beside it, and looks like somebody's. */
function nameDoubt({ attribute }: FoundField, texts: readonly string[]): string | undefined {
  if (!isName(attribute) || !lookLikeNames(texts)) return undefined;
  return 'Doubt: are its texts names of people? Then it needs a policy.';
}

const PLACE = /^-?\d{1,2}\.\d{3,}, ?-?\d{1,3}\.\d{3,}$/;

/** A place that stands for itself, or beside what a person carries. */
function placeDoubt(
  { kind }: FoundField,
  values: readonly AttributeValue[],
  policy: readonly FoundPolicy[],
): string | undefined {
  const besideDevice = kind.kind === 'geoPoint' && policy.some(({ note }) => note.includes('a device of a person'));
  const asText = values.length > 0 && values.every(({ S }) => S !== undefined && PLACE.test(S));
  return besideDevice || asText ? 'Doubt: its values are places on Earth. Is it where a person is?' : undefined;
}

const STREET =
  /(?<!\w)\d{1,5}[a-z]? (?:\p{Lu}[\p{L}.]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Square)(?!\w)|\p{Lu}[\p{L}-]+ ?(?:straße|strasse|str\.|weg|platz|allee|gasse) \d{1,4}|(?<!\w)\d{1,4},? (?:rue|avenue|boulevard|via|calle) \p{L}/iu;
/** So many texts that hold a name are no chance: a capital begins every sentence. */
const NAMED = 0.2;

function textDoubt(texts: readonly string[]): string | undefined {
  const streets = texts.filter((text) => STREET.test(text)).length;
  if (streets > 0) return `Doubt: ${streets} of ${texts.length} texts hold what looks like a street address.`;
  const named = texts.filter(holdsName).length;
  if (named > 0 && named >= texts.length * NAMED)
    return `Doubt: ${named} of ${texts.length} texts hold what looks like a name of a person.`;
  return chanceDoubt(texts);
}

/** `ask James Smith about it` */
function holdsName(text: string): boolean {
  return Array.from(text.matchAll(/(\p{Lu}\p{Ll}+) \p{Lu}\p{L}+/gu)).some(([, first = '']) => isGivenName(first));
}

/** Ids of which some pass a check, as they do by chance. */
function chanceDoubt(texts: readonly string[]): string | undefined {
  const within = personalWithin(texts);
  if (!within || within.sure) return undefined;
  return `Doubt: ${within.count} of ${texts.length} texts could be ${within.what}, or an id that looks like one by chance.`;
}
