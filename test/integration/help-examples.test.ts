/** The examples that --help shows of verbs that only read, run as they stand there. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { commandLine, type Verbs } from '../../cli/command-line.ts';
import { openSearch } from '../../cli/cloud/search.ts';
import { filmItem, stockItem } from '../support/stream-records.ts';
import { untilTrue } from '../support/until.ts';
import { connectPipeline } from './support/pipeline.ts';

const READS = ['status', 'search', 'get', 'logs', 'schemas'];
/** What the examples name, and what only a day of sales writes. */
const FILMS = [
  { id: 'alien-1979', title: 'Alien', director: 'Ridley Scott', releaseDate: '1979-05-25', genre: 'Horror' },
  { id: 'help-star-wars', title: 'Star Wars', director: 'George Lucas', releaseDate: '1977-05-25', genre: 'Comedy' },
  { id: 'help-shining', title: 'The Shining', director: 'Stanley Kubrick', releaseDate: '1980-05-23', genre: 'Horror' },
];

beforeAll(async () => {
  const pipeline = await connectPipeline();
  for (const { id, ...texts } of FILMS) {
    const attributes = Object.entries(texts).map(([name, text]): [string, { S: string }] => [name, { S: text }]);
    await pipeline.put(filmItem(id, { ...Object.fromEntries<{ S: string }>(attributes), price: { N: '4.5' } }));
  }
  await pipeline.put(stockItem('alien-1979', 'osaka', 10));
  for (const [entity, key] of [...FILMS.map(({ id }) => ['film', id]), ['stock', 'alien-1979|osaka']])
    await untilTrue(`${key} is in the index`, async () => !!(await pipeline.document(entity ?? '', key ?? '')));
  const { store } = openSearch(pipeline.session);
  await Promise.all([store.refresh('film'), store.refresh('stock')]);
});

test.each(examples().map((line) => [line]))('%s', (line) => {
  const command = line.replace(
    'npx headwater',
    `"${process.execPath}" "${join(import.meta.dirname, '../../cli/main.ts')}"`,
  );
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });

  // What other tests do to the same cloud may make status and schemas say that not all is well.
  expect([0, 1], stderr).toContain(status);
  expect(stdout).not.toBe('');
  if (line.includes(' search ')) expect(stdout).not.toMatch(/^0 found|"total": 0/m);
});

/** Without those for AWS, or that need a program which may not be installed. */
function examples(): readonly string[] {
  const program = commandLine({} as Verbs, () => undefined);
  return READS.flatMap((name) => {
    let help = '';
    const command = program.commands.find((one) => one.name() === name);
    command?.configureOutput({ writeOut: (text) => void (help += text) }).outputHelp();
    return Array.from(help.matchAll(/^ {2}\$ (npx headwater .+)$/gm), ([, line = '']) => line);
  }).filter((line) => !/--aws|\| (?:jq|npx)|schemas release/.test(line));
}
