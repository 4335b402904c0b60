import { expect, test } from 'vitest';
import { answerCsv, answerPlot, answerTable } from '../../../cli/output/answer.ts';

const answer = {
  columns: ['year', 'title', 'gross'],
  rows: [
    { year: 1998, title: 'A "B", C', gross: '12.50' },
    { year: 2001, title: null, gross: '1000.00' },
  ],
};

test('a table leaves numbers as they are, to the right', () => {
  expect(answerTable(answer).split('\n')).toEqual([
    'year  title       gross',
    '1998  A "B", C    12.50',
    '2001            1000.00',
  ]);
});

test('CSV quotes what needs it, and a null is an empty field', () => {
  expect(answerCsv(answer)).toBe('year,title,gross\r\n1998,"A ""B"", C",12.50\r\n2001,,1000.00');
});

test('a plot draws a bar as long as its number', () => {
  const lines = answerPlot({
    columns: ['genre', 'n'],
    rows: [
      { genre: 'Drama', n: 4 },
      { genre: 'War', n: 1 },
    ],
  }).split('\n');

  expect(lines).toEqual(['genre  n', `Drama  4  ${'█'.repeat(50)}`, `War    1  ${'█'.repeat(12)}▌`]);
});

test('a plot of anything but a label and a number says so', () => {
  expect(() => answerPlot(answer)).toThrow('A plot takes two columns');
  expect(() => answerPlot({ columns: ['a', 'b'], rows: [{ a: 'x', b: 'y' }] })).toThrow('A plot takes two columns');
});
