/** How the plays show what Headwater's verbs answered. */
import { describe, expect, test } from 'vitest';
import { film } from '../../entities.ts';
import { describeRow } from '../../theatre/demo/row.ts';
import { formatTable } from '../../theatre/demo/table.ts';

describe('a table', () => {
  test('has numbers to the right, and texts to the left', () => {
    const rows = [
      ['lagos', 2252, '32086.98'],
      ['osaka', 7, '61.00'],
    ];

    expect(formatTable(['store', 'units', 'revenue'], rows)).toBe(
      'store  units  revenue\nlagos  2,252  32086.98\nosaka      7  61.00',
    );
  });

  test('without rows has its headings', () => {
    expect(formatTable(['store', 'units'], [])).toBe('store  units');
  });
});

test('a row is told in the order in which its entity declares its fields, as far as it fits', () => {
  const row = { price: 4.99, title: 'Alien', id: 'alien-1979', director: null, genre: 'Horror'.repeat(30) };

  const told = describeRow(film, row);

  expect(told).toMatch(/^alien-1979 · Alien · Horror/);
  expect(told).toHaveLength(100);
  expect(told.endsWith('…')).toBe(true);
});
