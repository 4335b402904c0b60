import type { Json } from './json.ts';

const WIDTH = 100;

/** JSON text for people and for diffs: what is short stands on one line, names in the order they have. */
export function readableJson(value: Json, indent = ''): string {
  const line = oneLine(value);
  if (typeof value !== 'object' || value === null || (indent !== '' && indent.length + line.length <= WIDTH))
    return line;
  const inner = `${indent}  `;
  const lines = isList(value)
    ? value.map((element) => inner + readableJson(element, inner))
    : Object.entries(value).flatMap(([name, one]) =>
        one === undefined ? [] : [`${inner}${JSON.stringify(name)}: ${readableJson(one, inner)}`],
      );
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}'];
  return lines.length === 0 ? open + close : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function oneLine(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(oneLine).join(', ')}]`;
  const parts = Object.entries(value).flatMap(([name, one]) =>
    one === undefined ? [] : [`${JSON.stringify(name)}: ${oneLine(one)}`],
  );
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
