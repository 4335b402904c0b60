/** Text of all of Unicode, with what readers and writers are known to stumble over in front, in the middle and twice. */
import fc from 'fast-check';

const STUMBLING_BLOCKS = [
  ...[
    '\uFEFF',
    '\uFEFF\uFEFF',
    '\u0000',
    '\u0001',
    '\u0008',
    '\u000B',
    '\u001F',
    '\u007F',
    '\u0080',
    '\uFFFE',
    '\uFFFF',
  ],
  ...['\r\n', '\r', '\n', '\u0085', '\u2028', '\u2029', '\t', ' ', '\u00A0'],
  ...['"', "'", '\\', '\\u0001', ',', ';', '%', '%25', '|', '~', '/', '?', '`', '${', '{}', '--', 'NaN', 'null'],
  ...[
    'e\u0301',
    '\u0301',
    '\u200B',
    '\u202E',
    '\uD7FF',
    '\uE000',
    '\u{10000}',
    '\u{10FFFF}',
    '😀',
    '\u{1F468}\u200D\u{1F469}',
  ],
];

const piece = fc.oneof(fc.constantFrom(...STUMBLING_BLOCKS), fc.string({ unit: 'binary', maxLength: 6 }));
const joined = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

/** Without lone surrogates: DynamoDB's text is UTF-8, which has none. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 20, arbitrary: joined },
  { weight: 10, arbitrary: joined.map((text) => `\uFEFF${text}`) },
  { weight: 1, arbitrary: joined.map((text) => `\uFEFF${text}`.repeat(2_000)) },
);

/** As a key part is: not empty, and short enough to stand in a document key as it is. */
export const anyKey: fc.Arbitrary<string> = fc
  .oneof(
    joined,
    joined.map((text) => `\uFEFF${text}`),
  )
  .filter((text) => text !== '' && Buffer.byteLength(text) <= 150);

/** All that an iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
