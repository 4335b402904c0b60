/** What a field's mapping refuses of a value, as far as the mapping alone tells: the rules are those of OpenSearch 3.8. */
import type { SearchMapping } from '../definition/field.ts';
import type { Json, Row } from './json.ts';
import { own } from '../own.ts';

type Mappings = Readonly<Record<string, SearchMapping>>;
type Scalar = string | number | boolean;

export interface Unfit {
  readonly path: readonly string[];
  readonly why: string;
}

/** IndexWriter.MAX_TERM_LENGTH of Lucene. */
const TERM_BYTES = 32_766;

/** Between these a whole number fits. */
const WHOLE: Readonly<Record<string, readonly [bigint, bigint]>> = {
  byte: [-(2n ** 7n), 2n ** 7n - 1n],
  short: [-(2n ** 15n), 2n ** 15n - 1n],
  integer: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
  unsigned_long: [0n, 2n ** 64n - 1n],
};

/** From here on a number rounds to infinity. */
const INFINITE: Readonly<Record<string, number>> = {
  half_float: 65_520,
  float: 2 ** 128 - 2 ** 103,
  double: Infinity,
  scaled_float: Infinity,
};

const SEMANTIC_VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][\w-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][\w-]*))*)?(\+[\w-]+(\.[\w-]+)*)?$/;

/** @returns the first value of a row that its mapping refuses */
export function unfitIn(properties: Mappings, row: Row, at: readonly string[] = []): Unfit | undefined {
  for (const [name, mapping] of Object.entries(properties)) {
    const value = own(row, name);
    const found = value === undefined ? undefined : unfitValue(mapping, value, [...at, name]);
    if (found) return found;
  }
  return undefined;
}

function unfitValue(mapping: SearchMapping, value: Json, path: readonly string[]): Unfit | undefined {
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    for (const element of value as readonly Json[]) {
      const found = unfitValue(mapping, element, path);
      if (found) return found;
    }
    return undefined;
  }
  const inner = mapping['properties'] as Mappings | undefined;
  if (inner) return typeof value === 'object' ? unfitIn(inner, value as Row, path) : undefined;
  if (typeof value === 'object') return undefined;
  const why = unfitScalar(mapping, value);
  return why === undefined ? undefined : { path, why };
}

/** The value stands in the field's other forms as well. */
function unfitScalar(mapping: SearchMapping, value: Scalar): string | undefined {
  const here = mapping['ignore_malformed'] === true ? undefined : unfitForm(mapping, value);
  if (here !== undefined) return here;
  for (const form of Object.values((mapping['fields'] ?? {}) as Mappings)) {
    const found = unfitScalar(form, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function unfitForm(mapping: SearchMapping, value: Scalar): string | undefined {
  const type = typeof mapping['type'] === 'string' ? mapping['type'] : 'object';
  if (Object.hasOwn(WHOLE, type) || Object.hasOwn(INFINITE, type)) return unfitNumber(type, mapping, value);
  switch (type) {
    case 'keyword':
      return unfitTerm(mapping, String(value));
    case 'boolean':
      return ['true', 'false', ''].includes(String(value)) ? undefined : 'neither true nor false';
    case 'ip':
      return typeof value === 'string' && addressBits(value) > 0 ? undefined : 'no IP address';
    case 'ip_range':
      return isNetwork(String(value)) ? undefined : 'no network such as 10.0.0.0/8';
    case 'version':
      return SEMANTIC_VERSION.test(String(value)) ? undefined : 'no semantic version';
    case 'constant_keyword':
      return String(value) === mapping['value'] ? undefined : 'another value than the constant of the mapping';
    case 'rank_feature':
      return isRank(value) ? undefined : 'no positive number, and a rank feature is one';
    case 'date_nanos':
      return isNanos(String(value)) ? undefined : 'a time outside 1970 to 2262, and a date_nanos lies within';
    case 'binary':
      return mapping['doc_values'] !== true && mapping['store'] !== true ? undefined : unfitBytes(String(value));
    case 'completion':
      return value === '' ? 'an empty text, and a completion takes none' : undefined;
    default:
      return undefined;
  }
}

function isRank(value: Scalar): boolean {
  const number = typeof value === 'boolean' ? Number.NaN : numberOf('float', value);
  return number >= 2 ** -126 && number < (INFINITE['float'] ?? 0);
}

/** Nanoseconds since 1970 in 63 bits. */
function isNanos(time: string): boolean {
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) || (milliseconds >= 0 && milliseconds < 9_223_372_036_854);
}

function unfitBytes(text: string): string | undefined {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isBase64 ? undefined : 'no base64 text';
}

function isNetwork(text: string): boolean {
  const [address = '', prefix = '', ...more] = text.split('/');
  const bits = addressBits(address);
  return more.length === 0 && bits > 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
}

/** Of an IP address of version 4 or 6; 0 for what is none. */
function addressBits(text: string): 0 | 32 | 128 {
  if (/^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/.test(text)) return 32;
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`) ? 128 : 0;
}

/** One that is neither searched nor sorted by has no term; a longer one than `ignore_above` is left out. */
function unfitTerm(mapping: SearchMapping, text: string): string | undefined {
  const isTerm = mapping['index'] !== false || mapping['doc_values'] !== false;
  if (!isTerm || mapping['normalizer'] !== undefined || text.length > Number(mapping['ignore_above'])) return undefined;
  const bytes = Buffer.byteLength(text);
  return bytes > TERM_BYTES ? `a keyword of ${bytes} bytes, over ${TERM_BYTES}` : undefined;
}

function unfitNumber(type: string, { coerce = true }: SearchMapping, value: Scalar): string | undefined {
  if (typeof value === 'boolean' || (coerce === false && typeof value === 'string')) return `no ${type}`;
  if (value === '') return undefined;
  const number = numberOf(type, value);
  // Java makes a zero of it.
  if (value === 'NaN' && ['byte', 'short', 'integer'].includes(type)) return undefined;
  if (!Number.isFinite(number) || Math.abs(number) >= (own(INFINITE, type) ?? Infinity)) return `no ${type}`;
  const [least, most] = own(WHOLE, type) ?? [];
  if (least === undefined || most === undefined) return undefined;
  if (coerce === false && !Number.isInteger(number)) return `no ${type}`;
  const whole = BigInt(/^-?\d+$/.test(String(value)) ? value : Math.trunc(number));
  return whole < least || whole > most ? `beyond a ${type}` : undefined;
}

/** Text as Java reads it: spaces around it and a suffix for all but the longest. */
function numberOf(type: string, value: string | number): number {
  if (typeof value === 'number') return value;
  const text = type.endsWith('long') ? value : value.trim().replace(/[dfDF]$/, '');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}
