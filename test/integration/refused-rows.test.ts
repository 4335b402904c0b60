/** A row that the index refuses: repair says why, sends nothing, and mends it once the mapping is right. */
import { expect, test } from 'vitest';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline, unique } from './support/pipeline.ts';
import { plainEndpoint } from './support/plain-endpoint.ts';

/** Lucene refuses terms over 32,766 bytes. */
const LUCENE_TERM_BYTES = 32_766;

const json = (text: string): unknown => JSON.parse(text);

test('an index that was mapped otherwise by hand', { timeout: 600_000 }, async () => {
  const pipeline = await connectPipeline();
  const { deadLetterUrl } = pipeline.consumer('search');
  const id = unique('refused');
  const mine = ['--entity', 'film', '--consumer', 'search', '--key', id];
  try {
    await raiseKeywordLimit(plainEndpoint(pipeline.session.deployment));
    const letters = await pipeline.messages(deadLetterUrl);
    await pipeline.put(filmItem(id, { distributor: { S: 'x'.repeat(LUCENE_TERM_BYTES + 1) } }));
    await untilTrue('it was rejected', async () => (await pipeline.messages(deadLetterUrl)) > letters, 90);

    const dry = await headwater(['repair', ...mine, '--json']);
    const wet = await headwater(['repair', ...mine, '--yes', '--grace', '1', '--json']);
    const said = await headwater(['repair', ...mine]);
    const misspelt = await headwater(['dlq', 'list', '--entity', 'flim']);
    await headwater(['search-setup', '--yes']);
    const mended = await headwater(['repair', ...mine, '--yes', '--grace', '1', '--json']);

    const refusal = { key: id, kind: 'refused', also: 'missing', reason: { field: '/distributor' } };
    expect([dry.code, wet.code, said.code, mended.code]).toEqual([1, 1, 1, 0]);
    expect(json(dry.stdout)).toMatchObject({ copies: [{ kinds: {}, refusedRows: 1, refusals: [refusal] }] });
    expect(json(wet.stdout)).toMatchObject({
      copies: [{ sent: 0, refusedRows: 1 }],
      verified: { examples: [refusal] },
    });
    expect(said.stdout).toContain(`search film ${id}: missing, would be rejected: film "${id}" does not fit the index`);
    expect(misspelt).toMatchObject({ code: 0, stdout: expect.stringContaining('No dead letters.') as string });
    expect(misspelt.stderr).toMatch(/None of the \d+ letters? there is selected: check --entity/);
    expect(json(mended.stdout)).toMatchObject({ copies: [{ sent: 1, refusedRows: 0 }], verified: { inStep: true } });
    expect((await pipeline.document('film', id))?.row).toMatchObject({ id });
  } finally {
    await headwater(['search-setup', '--yes']);
    await headwater(['dlq', 'discard', '--entity', 'film', '--key', id, '--file', `/tmp/${id}.ndjson`, '--yes']);
    await pipeline.remove(`FILM#${id}`, 'FILM');
  }
});

async function raiseKeywordLimit(search: string): Promise<void> {
  const properties = { distributor: { type: 'keyword', ignore_above: 10 * LUCENE_TERM_BYTES } };
  const answer = await fetch(`${search}/film-write/_mapping`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ properties }),
  });
  expect(answer.status).toBe(200);
}
