import { expect, test } from 'vitest';
import { searchFor } from '../../../../operations/forget/text-search.ts';

const MINE = 'Zebulon Quackenbush';
const GENRE = 'Romantic Comedy';

test('a given value is left wherever it stands', () => {
  const search = searchFor({ given: [MINE], own: [] });
  search.addRow('index film', `{"director":"${MINE}"}`, false);
  search.addCounts('history film', [{ own: 1, elsewhere: 2 }]);
  search.addText('large rows', MINE);

  expect(search.counts()).toEqual([
    { store: 'index film', given: 1, own: 0 },
    { store: 'history film', given: 3, own: 0 },
    { store: 'large rows', given: 1, own: 0 },
  ]);
});

test("a text that another row has too counts in the row's own places only", () => {
  const search = searchFor({ given: [], own: [MINE, GENRE] });
  search.addRow('index film', `{"genre":"${GENRE}"}`, false);
  search.addCounts('history film', [
    { own: 0, elsewhere: 0 },
    { own: 1, elsewhere: 4 },
  ]);
  search.addText('dead letters', `${GENRE} of another film`);
  search.addText('dead letters', `${MINE} himself`);

  expect(search.counts()).toEqual([
    { store: 'index film', given: 0, own: 0 },
    { store: 'history film', given: 0, own: 1 },
    { store: 'dead letters', given: 0, own: 1 },
  ]);
});

test('a store that holds nothing is shown as looked at', () => {
  const search = searchFor({ given: [MINE], own: [] });
  search.store('athena-results');

  expect(search.counts()).toEqual([{ store: 'athena-results', given: 0, own: 0 }]);
});
