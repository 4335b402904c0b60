import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOpenSearchStore } from '../../shared/adapters/opensearch/search-store.ts';
import { decide, type Marks } from '../../shared/domain/change/precedence.ts';
import { isRead, rowAfter, type Change } from '../../shared/domain/change/change.ts';
import { filmEntity } from './search-store.entity.ts';
import { openSearchForTests } from './search-store.server.ts';
import { anyChange, anyStored, MARGIN_MS } from '../property/precedence.changes.ts';

const PAIRS = 6_000;

const { client, server } = await openSearchForTests();

test('the script in OpenSearch and the table in the domain agree on random stored and incoming changes', async () => {
  const entity = filmEntity();
  const store = createOpenSearchStore({ client, marginMs: MARGIN_MS });
  await store.prepare([entity]);
  const seed = Date.now();
  const pairs = fc
    .sample(fc.tuple(anyStored, anyChange(['any']), fc.boolean()), { numRuns: PAIRS, seed })
    .map(([stored, change, seen]) => ({ stored, change: seen ? repairOf(stored, change) : change }))
    .map(({ stored, change }, at) => ({
      stored,
      change: { ...change, entity: entity.name, key: `pair-${String(at).padStart(5, '0')}` },
    }));
  await server.bulk({ body: pairs.flatMap(({ stored, change }) => (stored ? storedLines(change, stored) : [])) });

  const outcomes = await store.apply(pairs.map(({ change }) => change));

  await store.refresh(entity.name);
  const documents = new Map<string, { readonly row: unknown; readonly marks: Marks }>();
  for await (const document of store.scan(entity.name)) documents.set(document.key, document);
  const actual = pairs.map(({ change }, at) => ({
    outcome: outcomes[at]?.status,
    row: documents.get(change.key)?.row,
    marks: documents.get(change.key)?.marks,
  }));
  expect(actual, `seed ${seed}`).toEqual(pairs.map(expected));
});

/** Of a repair's reads, those that replace just what is stored: at random they would be few. */
function repairOf(stored: Marks | undefined, change: Change): Change {
  if (!stored || !isRead(change) || !change.replaces) return change;
  const { deleted: _, ...replaces } = stored;
  return { ...change, replaces };
}

interface Pair {
  readonly stored: Marks | undefined;
  readonly change: Change;
}

function expected({ stored, change }: Pair): object {
  const decision = decide(stored, change, MARGIN_MS);
  const after = rowAfter(change) ?? {};
  return {
    outcome: decision.verdict === 'stale' ? 'stale' : 'applied',
    row: decision.verdict === 'apply' ? after : { title: 'stored' },
    marks: decision.verdict === 'stale' ? stored : decision.marks,
  };
}

function storedLines({ entity, key }: Change, { position, at, snapshotAt, deleted }: Marks): object[] {
  const marks = { p: position, at, t: snapshotAt, del: deleted, key };
  return [{ index: { _index: `${entity}-000001-write`, _id: key } }, { _sync: marks, title: 'stored' }];
}
