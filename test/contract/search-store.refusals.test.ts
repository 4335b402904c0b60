/** What the index says it would refuse is what it refuses, and what the mapping alone tells is never wrong. Nothing is written by asking. */
import { expect, test } from 'vitest';
import { mappings } from '../../shared/dialects/opensearch/mapping.ts';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { unfitFor } from '../../shared/dialects/opensearch/unfit.ts';
import { defineEntity } from '../../shared/domain/definition/entity.ts';
import { double, json, keyword, list, object, optional, text } from '../../shared/domain/definition/fields.ts';
import type { Row } from '../../shared/domain/row/json.ts';
import { changesOf } from './search-store.changes.ts';
import { newEntityName } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';

const { client, server } = await openSearchForTests();
const store = createOpenSearchStore({ client });

const host = defineEntity({
  name: newEntityName(),
  recognise: 'every-item',
  fields: {
    name: optional(text()),
    // As a user may map them.
    address: optional(keyword({ search: { type: 'ip' } })),
    addresses: optional(list(keyword({ search: { type: 'ip' } }), { search: { type: 'ip' } })),
    small: optional(double({ search: { type: 'byte' } })),
    inner: optional(object({ port: optional(keyword({ search: { type: 'integer' } })) })),
    long: optional(keyword({ search: { type: 'keyword', ignore_above: 100_000 } })),
    cut: optional(keyword({ search: { type: 'keyword', ignore_above: 100 } })),
    free: optional(json({ search: false })),
  },
});

const rows: Record<string, Row> = {
  good: { name: 'a', address: '192.168.0.1', addresses: ['::1', '10.0.0.1'], small: 127, inner: { port: '80' } },
  noAddress: { address: 'nowhere' },
  oneOfTwo: { addresses: ['::1', 'nowhere'] },
  large: { small: 128 },
  negative: { small: -129 },
  port: { inner: { port: 'http' } },
  longTerm: { long: 'ä'.repeat(16_384) },
  longestTerm: { long: 'ä'.repeat(16_383) },
  cut: { cut: 'x'.repeat(40_000) },
  free: { free: { long: 'x'.repeat(40_000) } },
  nothing: { address: null, small: null },
};
const REFUSED = ['large', 'longTerm', 'negative', 'noAddress', 'oneOfTwo', 'port'];

test('asked, worked out and tried: the same rows, the same fields', async () => {
  await store.prepare([host]);
  const make = changesOf(host.name);
  const changes = Object.entries(rows).map(([key, row]) => make.snapshot(key, 1_000, row));

  const asked = await store.refusals(changes);
  await store.refresh(host.name);
  const written = await store.count(host.name);
  const unfit = unfitFor(host, mappings(host).properties);
  const workedOut = Object.entries(rows).filter(([key, row]) => unfit(key, row));
  const outcomes = await store.apply(changes);

  const rejected = changes.filter((_, nth) => outcomes[nth]?.status === 'rejected').map(({ key }) => key);
  expect(rejected.sort()).toEqual(REFUSED);
  expect([...asked.keys()].sort()).toEqual(REFUSED);
  expect(written).toBe(0);
  expect(workedOut.map(([key]) => key).sort()).toEqual(REFUSED);
  expect(asked.get('noAddress')).toMatchObject({ code: 'HW_SEARCH_REJECTED', field: '/address' });
  expect(asked.get('longTerm')).toMatchObject({ code: 'HW_SEARCH_REJECTED', field: '/long' });
  // What is there already is neither changed by asking, nor taken for a refusal.
  expect(await store.refusals([make.snapshot('good', 2_000, { name: 'b' })])).toEqual(new Map());
  expect((await store.get(host.name, 'good'))?.row).toEqual(rows['good']);
});

test('an index that was mapped otherwise by hand is asked, and says so', async () => {
  const name = newEntityName();
  const film = defineEntity({ name, recognise: 'every-item', fields: { title: optional(keyword()) } });
  await store.prepare([film]);
  const index = `${name}-000001`;
  await server.indices.putMapping({
    index,
    body: { properties: { title: { type: 'keyword', ignore_above: 100_000 } } },
  });
  const change = changesOf(name).snapshot('k', 1_000, { title: 'x'.repeat(40_000) });

  const asked = await store.refusals([change]);
  const [outcome] = await store.apply([change]);

  expect(outcome?.status).toBe('rejected');
  expect(asked.get('k')).toMatchObject({ code: 'HW_SEARCH_REJECTED', field: '/title' });
});
