import { expect, test } from 'vitest';
import { seed, type SeedProgress } from '../../../../operations/put/seed.ts';
import { shop } from './shop.ts';

const OPTIONS = { dry: false, fromLine: 1, skipRejected: false };

function file(...lines: string[]): () => AsyncIterable<string> {
  return async function* () {
    await Promise.resolve();
    yield* lines;
  };
}

const row = (number: number): string => `{"entity":"line","row":{"id":"1","number":${number},"note":"n"}}`;
const itemKey = (number: number) => ({ pk: { S: 'ORDER#1' }, sk: { S: `LINE#${number}` } });

test('writes the rows of several entities; of two lines with one key the later one holds', async () => {
  const table = shop();
  const other = '{"entity":"customer","row":{"pk":"C1","sk":"C","name":"Ada"}}';
  const report = await seed(file(row(1), other, '', row(1).replace('"n"', '"later"')), [table], OPTIONS);
  const found = await table.writer.present([itemKey(1)]);

  expect(report).toMatchObject({ lines: 4, entities: { line: 2, customer: 1 }, rejectedCount: 0, written: 3 });
  expect([...found.values()][0]).toMatchObject({ note: { S: 'later' } });
});

test('says what is wrong with the whole file before it writes', async () => {
  const table = shop();
  const lines = [row(1), 'x', '{"row":{}}', '{"entity":"lin","row":{}}', '{"entity":"line","row":{"id":"1"}}'];
  const report = await seed(file(...lines), [table], OPTIONS);

  expect(report).toMatchObject({ rejectedCount: 4, written: 0 });
  expect(report.rejected.map(({ place, message }) => `${place}: ${message}`)).toEqual([
    expect.stringMatching(/^line 2: it is no JSON/),
    'line 3: it has no "entity", or no "row"',
    'line 4: there is no entity "lin". Did you mean "line"?',
    expect.stringMatching(/^line 5: line: \/number is missing/),
  ]);
  expect(await seed(file(...lines), [table], { ...OPTIONS, skipRejected: true })).toMatchObject({ written: 1 });
});

test('goes on from the line that an interrupted one reached', async () => {
  const table = shop();
  const lines = Array.from({ length: 450 }, (_, index) => row(index + 1));
  const stop = new AbortController();
  let reached: SeedProgress | undefined;
  const interrupted = seed(file(...lines), [table], {
    ...OPTIONS,
    signal: stop.signal,
    onProgress: (progress) => {
      reached = progress;
      if (progress.phase === 'writing') stop.abort();
    },
  });
  await expect(interrupted).rejects.toThrow();
  expect(reached).toMatchObject({ phase: 'writing', line: 200, rows: 200 });
  const report = await seed(file(...lines), [table], { ...OPTIONS, fromLine: 201 });

  expect(report.written).toBe(250);
  expect((await table.writer.present(lines.map((_, index) => itemKey(index + 1)))).size).toBe(450);
});
