import { expect, test } from 'vitest';
import { bytesText, dollarsText, durationText } from '../../../cli/output/amounts.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [2_200_000, '2.2 MB'],
  [1e15, '1000.0 TB'],
])('%d bytes read as %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [0, '$0.00'],
  [0.00001, 'under $0.0001'],
  [0.0036, '$0.0036'],
  [30.517, '$30.52'],
])('%d dollars read as %s', (dollars, text) => {
  expect(dollarsText(dollars)).toBe(text);
});

test.each([
  [0.2, '1 s'],
  [89, '89 s'],
  [2_700, '45 min'],
  [24_480, '6.8 h'],
  [500_000, '5.8 days'],
])('%d seconds read as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
