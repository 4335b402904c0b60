/** Names of fields for the attributes of items: an attribute's own name where the row can have it. */
import { columnName, columnOfField } from '../../shared/domain/history/analytics-columns.ts';
import { REFUSALS } from '../../shared/domain/definition/field-names.ts';
import { objectKey } from './source-text.ts';
import { wordsOf } from './words.ts';

const OUTER_NAME = /^[A-Za-z]\w*$/;
/** As it is written: a longer key would not leave its line of the file room for a field. */
const LONGEST = 64;

/** By attribute, the name of an entity's own field. */
export function outerNames(attributes: readonly string[], taken: readonly string[] = []): ReadonlyMap<string, string> {
  return names(attributes, { fits: (name) => OUTER_NAME.test(name) && fits(name), columnFor: columnOfField, taken });
}

/** By attribute, the name of a field within an object. */
export function innerNames(attributes: readonly string[]): ReadonlyMap<string, string> {
  // A dot is a path to OpenSearch and to a policy. Beyond ASCII Prettier asks its own list which key needs quotes.
  // Arrows and brackets are written by nobody who asks for a field.
  const isPlain = (name: string): boolean => fits(name) && /^[A-Za-z_$][\w$ @:/-]*$/.test(name);
  return names(attributes, { fits: isPlain, columnFor: columnName, taken: [] });
}

function fits(name: string): boolean {
  return objectKey(name).length <= LONGEST && !REFUSALS.some(({ refuses }) => refuses(name));
}

interface Rules {
  readonly fits: (name: string) => boolean;
  readonly columnFor: (name: string) => string;
  readonly taken: readonly string[];
}

/** Two fields need two columns, which know no case. Names that fit as they are come first, small letters before capitals. */
function names(attributes: readonly string[], { fits, columnFor, taken }: Rules): ReadonlyMap<string, string> {
  const columns = new Set(taken.map((name) => columnFor(name).toLowerCase()));
  const found = new Map<string, string>();
  const give = (attribute: string, name: string): boolean => {
    const column = columnFor(name).toLowerCase();
    if (columns.has(column)) return false;
    columns.add(column);
    found.set(attribute, name);
    return true;
  };
  const [well, ill] = [attributes.filter(fits), attributes.filter((name) => !fits(name))];
  const sorted = well.toSorted((a, b) => Number(a !== a.toLowerCase()) - Number(b !== b.toLowerCase()));
  for (const attribute of [...sorted.filter((one) => !give(one, one)), ...ill]) {
    const base = camelCase(attribute);
    if (found.has(attribute) || (fits(base) && give(attribute, base))) continue;
    for (let number = 2; !give(attribute, `${base}${number}`);) number += 1;
  }
  return found;
}

/** `date-hired` -> dateHired; what has no letters of ASCII is called field. */
function camelCase(attribute: string): string {
  const words = wordsOf(attribute).flatMap((word) => word.match(/[a-z0-9]+/g) ?? []);
  const name = words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  return /^[a-z]/.test(name) ? name.slice(0, LONGEST - 10) : `field${name.slice(0, LONGEST - 10)}`;
}
