/** Numbers that are times: seconds or milliseconds since 1970. */
import { wordsOf } from './words.ts';

const TIME_WORDS: ReadonlySet<string> = new Set(
  [
    'at',
    'on',
    'time',
    'date',
    'timestamp',
    'ts',
    'expires',
    'expire',
    'expiry',
    'expiration',
    'ttl',
    'since',
    'until',
  ].concat(
    ['created', 'updated', 'modified', 'deleted', 'changed', 'seen', 'last', 'started', 'ended', 'start', 'end', 'due'],
    ['when', 'from', 'to', 'ct', 'md', 'crt', 'upd', 'epoch', 'born', 'published', 'placed', 'occurred', 'datetime'],
  ),
);
/** Words of numbers that may be as large and are none. */
const NO_TIME: ReadonlySet<string> = new Set(
  [
    'id',
    'number',
    'no',
    'phone',
    'mobile',
    'fax',
    'count',
    'size',
    'bytes',
    'amount',
    'total',
    'code',
    'isbn',
    'ean',
  ].concat([
    'gtin',
    'sku',
    'balance',
    'price',
    'version',
    'seq',
    'sequence',
    'account',
    'key',
    'hash',
    'checksum',
    'offset',
    'ref',
  ]),
);

/** 2000-01-01 to 2100-01-01 in seconds. */
const [EARLIEST, LATEST] = [946_684_800, 4_102_444_800];

export function isTimeName(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => TIME_WORDS.has(word)) && !words.some((word) => NO_TIME.has(word));
}

export function mayBeTime(name: string): boolean {
  return !wordsOf(name).some((word) => NO_TIME.has(word));
}

/** @returns undefined where a number lies outside this century */
export function isEpoch(numbers: readonly string[]): 'epochSeconds' | 'epochMilliseconds' | undefined {
  const within = (unit: number): boolean =>
    numbers.every((number) => Number(number) >= EARLIEST * unit && Number(number) <= LATEST * unit);
  if (within(1)) return 'epochSeconds';
  return within(1000) ? 'epochMilliseconds' : undefined;
}
