/** What an entity's mapping refuses of a row, as far as the mapping alone tells: no index is asked. */
import { isIP } from 'node:net';
import type { Entity } from '../../domain/definition/entity.ts';
import type { Json, Row } from '../../domain/json.ts';
import { own } from '../../domain/own.ts';
import type { Reason } from '../../domain/reason.ts';
import type { Mapping } from './mapping.ts';

/** IndexWriter.MAX_TERM_LENGTH of Lucene. */
const TERM_BYTES = 32_766;

const WHOLE: Readonly<Record<string, readonly [bigint, bigint]>> = {
  byte: [-(2n ** 7n), 2n ** 7n - 1n],
  short: [-(2n ** 15n), 2n ** 15n - 1n],
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
};
const NUMBERS: ReadonlySet<string> = new Set([...Object.keys(WHOLE), 'double', 'float', 'half_float', 'scaled_float']);

/**
 * @param properties of a mapping: the declared one (mapping.ts), or that of an index
 * @returns says of a row why its index would refuse it; undefined when the mapping has nothing against it
 */
export function unfitFor(
  entity: Pick<Entity, 'name'>,
  properties: Readonly<Record<string, Mapping>>,
): (key: string, row: Row) => Reason | undefined {
  return (key, row) => {
    const found = unfitIn(properties, row, '');
    if (!found) return undefined;
    const message = `${entity.name} "${key}" does not fit the index: ${found.why} in field ${found.path}`;
    return { code: 'HW_SEARCH_REJECTED', message, field: `/${found.path.replaceAll('.', '/')}` };
  };
}

interface Unfit {
  readonly path: string;
  readonly why: string;
}

function unfitIn(properties: Readonly<Record<string, Mapping>>, row: Row, prefix: string): Unfit | undefined {
  for (const [name, mapping] of Object.entries(properties)) {
    const value = own(row, name);
    const found = value === undefined ? undefined : unfitValue(mapping, value, prefix + name);
    if (found) return found;
  }
  return undefined;
}

function unfitValue(mapping: Mapping, value: Json, path: string): Unfit | undefined {
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    for (const element of value as readonly Json[]) {
      const found = unfitValue(mapping, element, path);
      if (found) return found;
    }
    return undefined;
  }
  const inner = mapping['properties'] as Readonly<Record<string, Mapping>> | undefined;
  if (inner) return typeof value === 'object' ? unfitIn(inner, value as Row, `${path}.`) : undefined;
  if (typeof value === 'object' || mapping['ignore_malformed'] === true) return undefined;
  const why = unfitScalar(mapping, value);
  return why === undefined ? undefined : { path, why };
}

function unfitScalar(mapping: Mapping, value: string | number | boolean): string | undefined {
  const type = typeof mapping['type'] === 'string' ? mapping['type'] : 'object';
  if (type === 'keyword') return unfitTerm(mapping, String(value));
  if (type === 'ip') return typeof value === 'string' && isIP(value) > 0 ? undefined : 'no IP address';
  if (NUMBERS.has(type)) return unfitNumber(type, value);
  return undefined;
}

/** One that is neither searched nor sorted by has no term; a longer one than `ignore_above` is left out. */
function unfitTerm(mapping: Mapping, text: string): string | undefined {
  const isTerm = mapping['index'] !== false || mapping['doc_values'] !== false;
  if (!isTerm || mapping['normalizer'] !== undefined || text.length > Number(mapping['ignore_above'])) return undefined;
  const bytes = Buffer.byteLength(text);
  return bytes > TERM_BYTES ? `a keyword of ${bytes} bytes, over ${TERM_BYTES}` : undefined;
}

function unfitNumber(type: string, value: string | number | boolean): string | undefined {
  if (typeof value === 'boolean') return `no ${type}`;
  const number = typeof value === 'number' ? value : Number(value.trim() === '' ? Number.NaN : value);
  if (!Number.isFinite(number)) return `no ${type}`;
  const [least, most] = own(WHOLE, type) ?? [];
  if (least === undefined || most === undefined) return undefined;
  const whole = BigInt(Math.trunc(number));
  return whole < least || whole > most ? `beyond a ${type}` : undefined;
}
