/**
 * Names that no field can have, each with its reason. This list is the whole of it (docs/configuration.md, Names): every
 * other name is taken, at every level.
 */
import type { Entity } from './entity.ts';
import type { FieldTraits } from './field.ts';
import { withHiddenProto } from './hidden-proto.ts';

/** Bytes of UTF-8: what Glue takes as a column's name (API reference, Column: Name). */
const LONGEST_NAME = 255;

/** Fields of the entity itself: they become columns, and Headwater's own begin with "_". */
const OUTER_NAME = /^[A-Za-z]\w*$/;

interface Refusal {
  readonly refuses: (name: string) => boolean;
  readonly because: string;
}

export const REFUSALS: readonly Refusal[] = [
  { refuses: (name) => name === '__proto__', because: 'JavaScript takes it for an object’s prototype' },
  { refuses: (name) => name === '', because: 'OpenSearch takes no empty name' },
  {
    refuses: (name) => name.includes('.') && name.split('.').some(isBlank),
    because: 'OpenSearch reads dots as a path, and a part of this one is empty or white space',
  },
  { refuses: (name) => !name.isWellFormed(), because: 'half of a surrogate pair cannot be written as UTF-8' },
  {
    refuses: (name) => Buffer.byteLength(name) > LONGEST_NAME,
    because: `Glue takes names of at most ${LONGEST_NAME} bytes`,
  },
];

const LONGEST_SHOWN = 60;

function fixOf(name: string): string {
  const attribute = name.length > LONGEST_SHOWN ? '<its name in the item>' : name;
  return `give the field another name, with the option attribute: ${JSON.stringify(attribute)}`;
}

/** A line for each field whose name cannot be, naming entity, field and fix. */
export function fieldNameProblems({ name: entity, fields: declared }: Entity): string[] {
  const fields = withHiddenProto(declared);
  const where = `entity ${entity}, field `;
  const outer = Object.keys(fields).filter((name) => !OUTER_NAME.test(name));
  return [
    ...outer.map(
      (name) =>
        `${where}${shown(name)}: a field's name is letters, digits and underscores and begins with a letter ("_" is for bookkeeping): ${fixOf(name)}`,
    ),
    ...Object.entries(fields).flatMap(([name, field]) => [
      ...(outer.includes(name) ? [] : refusalsOf(`${where}${shown(name)}`, name)),
      ...problemsInside(`${where}${name}`, field.headwater),
    ]),
  ];
}

function problemsInside(where: string, { element, fields = {} }: FieldTraits): string[] {
  if (element) return problemsInside(where, element);
  return [
    ...pathsThatMeet(where, fields),
    ...Object.entries(fields).flatMap(([name, traits]) => [
      ...refusalsOf(`${where}.${shown(name)}`, name),
      ...problemsInside(`${where}.${name}`, traits),
    ]),
  ];
}

function refusalsOf(where: string, name: string): string[] {
  const refusal = REFUSALS.find(({ refuses }) => refuses(name));
  return refusal ? [`${where}: ${refusal.because}: ${fixOf(name)}`] : [];
}

/** `a.b` beside `a`: OpenSearch takes the first for what is inside the second. */
function pathsThatMeet(where: string, fields: Readonly<Record<string, FieldTraits>>): string[] {
  const names = Object.keys(fields);
  return names
    .filter((name) => name.includes('.'))
    .flatMap((name) => {
      const other = names.find((one) => name.startsWith(`${one}.`));
      return other === undefined
        ? []
        : [`${where}.${name}: OpenSearch reads dots as a path, and ${other} stands on the same one: ${fixOf(name)}`];
    });
}

/** What cannot be seen is written as its number. */
function shown(name: string): string {
  return JSON.stringify(name).slice(1, -1);
}

/** As Java's Character.isWhitespace: no-break spaces are none, the four separators of ASCII are. */
function isBlank(text: string): boolean {
  return Array.from(text).every(
    (char) => (/\s/.test(char) && !'\u00a0\u2007\u202f\ufeff'.includes(char)) || (char >= '\u001c' && char <= '\u001f'),
  );
}
