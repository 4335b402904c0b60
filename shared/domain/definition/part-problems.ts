/** Parts of key templates beside the fields and the key attributes: `{skuu}` where the field is `sku`. */
import { nearest } from './did-you-mean.ts';
import type { Entity } from './entity.ts';
import type { TableDefinition } from './headwater.ts';
import { partsOf, piecesOf } from './template.ts';

/** A line each, naming entity, part and fix. */
export function partProblems(entity: Entity, table: TableDefinition): string[] {
  const { name, recognise, fields } = entity;
  if (typeof recognise !== 'object' || !('pk' in recognise)) return [];
  const parts = [recognise.pk, recognise.sk ?? ''].flatMap(partsOf);
  const unused = Object.keys(fields).filter((field) => !parts.includes(field));
  const misspelt = parts.flatMap((part) => {
    const meant = Object.hasOwn(fields, part) ? undefined : nearest(part, unused);
    return meant === undefined || isPlural(part, meant) || isBeginning(part, meant)
      ? []
      : [`entity ${name}: no field is called like the key part {${part}}: did you mean {${meant}}?`];
  });
  return [...misspelt, ...literalProblems(name, recognise, table)];
}

/** Parts that are no field: the key has them, the row has not. A line each, for a warning. */
export function partWarnings({ name, recognise, fields }: Entity): string[] {
  if (typeof recognise !== 'object' || !('pk' in recognise)) return [];
  const parts = [recognise.pk, recognise.sk ?? ''].flatMap(partsOf);
  const dollar = /\$\{(\w+)\}/.exec(`${recognise.pk} ${recognise.sk ?? ''}`)?.[0];
  return [
    ...parts
      .filter((part) => !Object.hasOwn(fields, part))
      .map(
        (part) => `entity ${name}: no row has the key part {${part}}: declare a field ${part}: keyword() to have it`,
      ),
    ...(dollar === undefined
      ? []
      : [`entity ${name}: "${dollar}": the "$" is part of the key: leave it out if it is not`]),
  ];
}

/** `{item}` beside a list `items` is right. */
function isPlural(part: string, field: string): boolean {
  return `${part}s` === field || `${field}s` === part;
}

/** `{user}` beside a field `userName` is right. */
function isBeginning(part: string, field: string): boolean {
  const [one, other] = [part.toLowerCase(), field.toLowerCase()];
  return one !== other && (one.startsWith(other) || other.startsWith(one)) && Math.abs(one.length - other.length) > 1;
}

/** A number's text has these only; binary is read as base64. */
const LITERALS = { number: /^[-\d.]*$/, binary: /^[A-Za-z0-9+/=]*$/ };

function literalProblems(
  name: string,
  { pk, sk = '' }: { readonly pk: string; readonly sk?: string },
  { partitionKey, sortKey }: TableDefinition,
): string[] {
  return [[pk, partitionKey] as const, [sk, sortKey] as const].flatMap(([template, key]) => {
    if (!key || key.type === 'string') return [];
    const { type } = key;
    const strange = piecesOf(template).find((piece) => 'literal' in piece && !LITERALS[type].test(piece.literal));
    return strange
      ? [`entity ${name}: ${key.name} is a ${type} and can never look like "${template}": write "{${key.name}}"`]
      : [];
  });
}
