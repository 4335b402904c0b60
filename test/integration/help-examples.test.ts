/** The examples that --help shows, run as they stand there. Those that cannot be: RUN_ELSEWHERE in the support folder. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSearch } from '../../operations/deployment/search.ts';
import { documentKey } from '../../shared/domain/row/keys.ts';
import { examplesElsewhere, helpExamples } from '../support/help-examples.ts';
import { filmItem, stockItem } from '../support/stream-records.ts';
import { until, untilTrue } from '../support/until.ts';
import { headwater } from './support/headwater.ts';
import { connectPipeline } from './support/pipeline.ts';

const MAIN = join(import.meta.dirname, '../../cli/main.ts');
/** For the files that examples write. */
const directory = mkdtempSync(join(tmpdir(), 'headwater-examples-'));

/** What the examples name, and what only a day of sales writes. */
const FILMS = [
  { id: 'alien-1979', title: 'Alien', director: 'Ridley Scott', releaseDate: '1979-05-25', genre: 'Horror' },
  { id: 'help-star-wars', title: 'Star Wars', director: 'George Lucas', releaseDate: '1977-05-25', genre: 'Comedy' },
  { id: 'help-shining', title: 'The Shining', director: 'Stanley Kubrick', releaseDate: '1980-05-23', genre: 'Horror' },
  { id: 'over 50% off', title: 'Over', director: 'Nobody', releaseDate: '1980-05-23', genre: 'Drama' },
];
const ALIEN_LETTERS = ['--queue', 'rejected', '--entity', 'film', '--key', 'alien-1979'];

/** Refused while the row is there. */
const FORGETS = /^forget /;

/** What other tests did to this cloud may make these find that it is not well, which is exit code 1. All others end with 0. */
const ABOUT_THE_WHOLE_CLOUD = /^(?:ledger|verify(?! .*--key)|repair$)/;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const NOT_RUN: Ended = { code: null, stdout: '', stderr: 'was not run' };

const elsewhere = new Set(examplesElsewhere());
const here = helpExamples().filter((example) => !elsewhere.has(example));
const ended = new Map<string, Ended>();

beforeAll(async () => {
  const pipeline = await connectPipeline();
  await pipeline.put(filmItem('alien-1979', { title: { NULL: true } }));
  for (const { id, ...texts } of FILMS) {
    const attributes = Object.entries(texts).map(([name, text]): [string, { S: string }] => [name, { S: text }]);
    await pipeline.put(filmItem(id, { ...Object.fromEntries<{ S: string }>(attributes), price: { N: '4.5' } }));
  }
  await pipeline.put(stockItem('alien-1979', 'osaka', 10));
  for (const [entity, ...key] of [
    ...FILMS.map(({ id }) => ['film', id] as const),
    ['stock', 'alien-1979', 'osaka'] as const,
  ])
    await untilTrue(`${key.join()} is in the index`, async () => !!(await pipeline.document(entity, documentKey(key))));
  await until('the letter of alien-1979 is there', async () => {
    const { stdout } = await headwater(['dlq', 'list', ...ALIEN_LETTERS, '--json']);
    return stdout.includes('HW_ROW_INVALID') || undefined;
  });
  const { store } = openSearch(pipeline.session);
  await Promise.all([store.refresh('film'), store.refresh('stock')]);
  // Two at a time: they share two cores with the cloud.
  const waiting = here.filter((example) => !FORGETS.test(example)).values();
  await Promise.all([runEach(waiting), runEach(waiting)]);
  await pipeline.remove('FILM#alien-1979', 'FILM');
  await untilTrue(
    'alien-1979 is deleted',
    async () => (await pipeline.document('film', 'alien-1979'))?.marks.deleted === true,
  );
  await runEach(here.filter((example) => FORGETS.test(example)));
});

afterAll(async () => {
  const copy = join(directory, 'discarded.ndjson');
  await headwater(['dlq', 'discard', ...ALIEN_LETTERS, '--file', copy, '--yes']);
  rmSync(directory, { recursive: true, force: true });
});

test.each(here.map((example) => [example]))('%s', (example) => {
  const { code, stdout, stderr } = ended.get(example) ?? NOT_RUN;

  expect(ABOUT_THE_WHOLE_CLOUD.test(example) ? [0, 1] : [0], stdout + stderr).toContain(code);
  if (!example.includes('>')) expect(stdout).not.toBe('');
  if (example.startsWith('search ')) expect(stdout).not.toMatch(/^0 found|"total": 0/m);
});

async function runEach(examples: Iterable<string>): Promise<void> {
  for (const example of examples) ended.set(example, await run(example));
}

/** Without the program behind a pipe, which is not ours and may not be installed. */
function run(example: string): Promise<Ended> {
  const command = `"${process.execPath}" "${MAIN}" ${example.replace(/ \| .*/, '')}`;
  return new Promise((resolve) => {
    const child = execFile('sh', ['-c', command], { cwd: directory }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode, stdout, stderr });
    });
  });
}
