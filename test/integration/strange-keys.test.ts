/** Films with keys and titles that readers stumble over: every verb knows each by every spelling, and no store has another text. */
import { beforeAll, expect, test } from 'vitest';
import { documentKey } from '../../shared/domain/row/keys.ts';
import { filmItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline, unique, type Pipeline } from './support/pipeline.ts';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await connectPipeline();
});

const MARK = '\uFEFF';
const marked = unique(`${MARK}mark`);
const printed = `${unique('pers')}|on~%2`;
const long = `${unique('long')} ${'of many words '.repeat(60)}`;
const ids = [marked, printed, long];
const title = (id: string): string => `${MARK}Title\u2028of "${id.slice(0, 12)}", ü|~%25\u{10FFFF}`;

const json = (text: string): unknown => JSON.parse(text);
const codes = (results: readonly { readonly code: number }[]): readonly number[] => results.map(({ code }) => code);

async function archived(key: string): Promise<boolean> {
  const sql = `SELECT title FROM film_history WHERE _key = '${key}'`;
  return (json((await headwater(['query', sql, '--json'])).stdout) as readonly unknown[]).length > 0;
}

test('they are as they were in every store, and each spelling finds them', { timeout: 600_000 }, async () => {
  for (const id of ids) await pipeline.put(filmItem(id, { title: { S: title(id) } }));
  for (const id of ids) {
    const key = documentKey([id]);
    await untilTrue(`${key} is indexed`, async () => (await pipeline.document('film', key)) !== undefined, 60);
    await untilTrue(`${key} is archived`, () => archived(key), 60);
  }
  for (const id of ids) {
    const key = documentKey([id]);
    const spellings = [key, id];

    const got = await Promise.all(spellings.map((word) => headwater(['get', 'film', word, '--json'])));
    const verified = await Promise.all(
      spellings.map((word) => headwater(['verify', '--entity', 'film', '--key', word, '--json'])),
    );
    const lives = await Promise.all(spellings.map((word) => headwater(['history', 'film', word, '--json'])));
    const repaired = await headwater(['repair', '--entity', 'film', '--key', id, '--json']);

    expect(codes([...got, ...verified, ...lives, repaired])).toEqual([0, 0, 0, 0, 0, 0, 0]);
    for (const { stdout } of got) {
      expect(json(stdout)).toMatchObject({ key, inStep: true, table: { row: { title: title(id) } } });
    }
    for (const { stdout } of verified)
      expect(json(stdout)).toMatchObject([
        { key, inStep: true },
        { key, inStep: true },
      ]);
    for (const { stdout } of lives) expect(stdout).toContain(JSON.stringify(title(id)).slice(1, -1));
  }
});

test('forget takes each spelling, and says 0 of none that nobody knows', { timeout: 600_000 }, async () => {
  const key = documentKey([printed]);
  const there = await headwater(['forget', 'film', key, '--json']);
  for (const id of ids) await pipeline.remove(`FILM#${id}`, 'FILM');
  await untilTrue('the deletion is indexed', async () => {
    const documents = await Promise.all(ids.map((id) => pipeline.document('film', documentKey([id]))));
    return documents.every((document) => document?.marks.deleted === true);
  });

  const dry = await headwater(['forget', 'film', key, '--json']);
  const unknown = await headwater(['forget', 'film', unique('never'), '--yes']);
  const done = await headwater(['forget', 'film', key, '--yes', '--json']);
  const again = await headwater(['forget', 'film', printed, '--yes', '--json']);
  const longOnes = await headwater(['forget', 'film', documentKey([long]), '--yes', '--json']);
  const hashAlone = await headwater(['forget', 'film', documentKey([long]), '--yes']);
  const byParts = await headwater(['forget', 'film', long, '--yes', '--json']);

  // Its item is there: nothing is erased by the printed key either.
  expect(there.code).toBe(2);
  expect(there.stderr).toContain('is in the table');
  expect(json(dry.stdout)).toMatchObject({
    rows: [{ key, item: 'gone', found: { history: expect.arrayContaining([expect.any(String)]) as unknown } }],
  });
  expect(codes([unknown, done, again, longOnes, hashAlone, byParts])).toEqual([2, 0, 0, 0, 2, 0]);
  expect(unknown.stderr).toContain('has ever heard of');
  expect(json(done.stdout)).toMatchObject({ proven: true, rows: [{ item: 'gone' }] });
  expect(json(longOnes.stdout)).toMatchObject({ proven: true, rows: [{ item: 'gone', key: documentKey([long]) }] });
  expect(hashAlone.stderr).toContain('Give the parts');
  const { stdout } = await headwater(['history', 'film', printed, '--json']);
  expect(stdout).not.toContain('Title');
});

test('a key that nobody knows: each verb that takes one says so, and ends with 2', { timeout: 600_000 }, async () => {
  const never = unique('never');
  const asked = ['verify', 'repair'].map((verb) => [verb, '--entity', 'film', '--key', never]);
  const told = ['get', 'history', 'forget'].map((verb) => [verb, 'film', never]);

  for (const words of [...asked, ...asked.map((some) => [...some, '--yes']).slice(1), ...told]) {
    const { code, stdout, stderr } = await headwater(words);
    expect({ words, code, stdout }).toEqual({ words, code: 2, stdout: '' });
    expect(stderr).toContain(never);
    expect(stderr).toMatch(/knows|heard of|holds no change/);
    expect(stderr).not.toContain('in step');
  }
});
