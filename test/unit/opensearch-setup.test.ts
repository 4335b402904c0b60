import { ResponseError } from '@opensearch-project/opensearch/lib/errors.js';
import { describe, expect, test } from 'vitest';
import { film, stock } from '../fixtures/shop/entities.ts';
import { prepareSearch } from '../../functions/search-setup/prepare-search.ts';
import { createSearchClient } from '../../shared/adapters/opensearch/client.ts';
import { indexBody, mappings } from '../../shared/dialects/opensearch/mapping.ts';
import { failureOf } from '../../shared/adapters/opensearch/request.ts';
import { waitUntilReady } from '../../shared/adapters/opensearch/wait-until-ready.ts';
import { defineEntity, type Entity } from '../../shared/domain/definition/entity.ts';
import { json, keyword, list, object, text } from '../../shared/domain/definition/fields.ts';
import type { HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import type { ReindexDue } from '../../shared/ports/search-store.ts';

describe('mapping', () => {
  test('is explicit, takes nothing it does not know, and indexes of the marks only del, at and key', () => {
    expect(mappings(film)).toMatchObject({
      dynamic: false,
      properties: {
        title: { type: 'text' },
        price: { type: 'double' },
        _sync: {
          dynamic: false,
          properties: { del: { type: 'boolean' }, at: { type: 'date' }, key: { type: 'keyword' } },
        },
      },
    });
  });

  test('searches look into text and keyword fields, nested ones too, and no others', () => {
    const entity = defineEntity({
      name: 'person',
      recognise: 'every-item',
      fields: {
        name: text(),
        tags: list(keyword()),
        home: object({ city: keyword(), geo: json() }),
        hidden: keyword({ search: false }),
      },
    });

    expect(indexBody(entity)).toMatchObject({
      settings: { index: { 'query.default_field': ['name', 'tags', 'home.city'] } },
    });
    expect(mappings(entity)).not.toHaveProperty('properties.hidden');
  });

  test('a field named like the marks is refused with entity, field and fix', () => {
    const entity = defineEntity({ name: 'bad', recognise: 'every-item', fields: { _sync: keyword() } });

    expect(() => mappings(entity)).toThrow(/entity bad: field _sync .* another name/);
  });
});

describe('client', () => {
  test('signs requests to https, for the region and service', async () => {
    const client = createSearchClient('https://search.example.com', { region: 'eu-west-1' });

    expect(client.transport.constructor.name).toContain('Sigv4');
    await client.close();
  });

  test('an https endpoint without a region is refused', () => {
    const region = process.env['AWS_REGION'];
    delete process.env['AWS_REGION'];

    expect(() => createSearchClient('https://search.example.com')).toThrow(/AWS_REGION is not set/);
    if (region !== undefined) process.env['AWS_REGION'] = region;
  });

  test('waiting for a server that does not come ends with what it last said', async () => {
    const client = createSearchClient('http://127.0.0.1:1');

    await expect(waitUntilReady(client, 10)).rejects.toThrow(/did not answer within 0 s: .*ConnectionError/);
    await client.close();
  });
});

describe('search setup', () => {
  const headwater: HeadwaterDefinition = {
    name: 'headwater',
    tables: [],
    consumers: [
      { type: 'search', name: 'one', entities: [film, stock] },
      { type: 'search', name: 'two', entities: [film] },
      { type: 'analytics', name: 'lake', entities: [defineEntity({ ...stock, name: 'sale' })] },
    ],
  };

  async function handled(RequestType: 'Create' | 'Update' | 'Delete', found: readonly ReindexDue[] = []) {
    const calls: string[] = [];
    const store = {
      prepare: (entities: readonly Entity[]) => {
        calls.push(...entities.map(({ name }) => name));
        return Promise.resolve(found);
      },
    };
    const ready = () => Promise.resolve(void calls.push('ready'));
    const told: ReindexDue[] = [];
    const due = (one: ReindexDue) => void told.push(one);
    return { response: await prepareSearch({ headwater, store, ready, due }, { RequestType }), calls, told };
  }

  test.each(['Create', 'Update'] as const)(
    '%s waits, then prepares the entities of all search consumers',
    async (type) => {
      expect((await handled(type)).calls).toEqual(['ready', 'film', 'stock']);
    },
  );

  test('a reindex that is due fails no deploy: it is told, and named in what the deploy shows', async () => {
    const film = { entity: 'film', index: 'film-000001', why: ['field price: type double, now keyword'] };
    const { response, told } = await handled('Update', [film]);

    expect(response.Data).toEqual({ reindexDue: 'film' });
    expect(told).toEqual([film]);
    expect((await handled('Update')).response.Data).toEqual({ reindexDue: 'none' });
  });

  test('Delete keeps everything', async () => {
    expect((await handled('Delete')).calls).toEqual([]);
  });

  test('the physical id never changes, so that an update replaces nothing', async () => {
    const ids = await Promise.all(
      (['Create', 'Update', 'Delete'] as const).map(async (type) => (await handled(type)).response),
    );

    expect(new Set(ids.map(({ PhysicalResourceId }) => PhysicalResourceId)).size).toBe(1);
  });
});

test('what OpenSearch refused an index for is told with the reasons within its answer', () => {
  const tokenizer = 'Custom Analyzer [default] failed to find tokenizer under name [nonsense]';
  const error = {
    type: 'illegal_argument_exception',
    reason: 'Failed to build analyzers: [default]',
    suppressed: [{ reason: `[default] ${tokenizer}`, caused_by: { reason: tokenizer } }],
  };
  const answer = { statusCode: 400, body: { error }, warnings: null, headers: {}, meta: {} as never };

  expect(failureOf(new ResponseError(answer))?.detail).toBe(
    `OpenSearch answered 400 illegal_argument_exception: Failed to build analyzers: [default]: [default] ${tokenizer}`,
  );
});
