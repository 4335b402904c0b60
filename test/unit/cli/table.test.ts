import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, shortened } from '../../../cli/output/display-width.ts';
import { formatTable } from '../../../cli/output/table.ts';

test('columns are as wide as they need, numbers to the right', () => {
  expect(
    formatTable(
      ['queue', 'messages'],
      [
        ['buffer', 12345],
        ['dlq', 0],
      ],
    ).split('\n'),
  ).toEqual(['queue   messages', 'buffer    12,345', 'dlq            0']);
});

test('in a terminal the widest column is cut, in a pipe nothing is', () => {
  const rows = [['alien-1979', 'x'.repeat(200), 3]];
  const lines = formatTable(['key', 'film', 'n'], rows, { columns: 40 }).split('\n');
  expect(lines[1]).toBe(`alien-1979  ${'x'.repeat(24)}…  3`);
  expect(formatTable(['key', 'film', 'n'], rows, { columns: undefined })).toContain('x'.repeat(200));
});

test.each([
  ['Amélie', 6],
  ['Ame\u0301lie', 6],
  ['映画', 4],
  ['ｆｕｌｌ', 8],
  ['한국어', 6],
  ['🎬', 2],
  ['👩‍🚀', 2],
  ['🇯🇵', 2],
  ['❤️', 2],
  ['a\u200bb', 2],
])('%s takes %d columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test('no control character gets through', () => {
  expect(formatTable(['a'], [['x\u001b[31my\nz\u0007']])).toBe('a\nx\\u001b[31my\\nz\\u0007');
});

test('a cut text is never wider than it may be; no line is wider than a terminal that has room', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 40 }), (one, columns) => {
      expect(displayWidth(shortened(one, columns))).toBeLessThanOrEqual(columns);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text, text)), fc.integer({ min: 30, max: 120 }), (rows, columns) => {
      const lines = formatTable(['a', 'b', 'c'], rows, { columns }).split('\n');
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
    }),
  );
});
