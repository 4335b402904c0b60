import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import definition from 'headwater:config';
import { checkDeclaredWords } from '../../../cli/declared-words.ts';
import { wholeCommandLine } from '../../support/whole-command-line.ts';

/** What the words of a verb are told before any cloud is asked. */
async function said(line: string): Promise<string> {
  const commands: Command[] = [];
  const program = wholeCommandLine();
  program.hook('preAction', (_, command) => void commands.push(command));
  await program.parseAsync(line.split(' '), { from: 'user' });
  const [command = new Command()] = commands;
  return checkDeclaredWords(command, definition).then(
    () => 'taken',
    (error: unknown) => String(error),
  );
}

describe('before a cloud is asked', () => {
  test.each([
    ['get flm alien-1979', /no entity "flm". Did you mean "film"\?/],
    ['put flm', /no entity "flm"/],
    ['search constructor x', /no entity "constructor"/],
    ['reindex flm', /no entity "flm"/],
    ['forget flm x', /no entity "flm"/],
    ['compact flm', /no entity "flm"/],
    ['set-aside flm', /no entity "flm"/],
    ['verify --entity flm', /no entity "flm"/],
    ['repair --consumer serch', /no consumer "serch". Did you mean "search"\?/],
    ['replay --from -1h --consumer search --consumer serch', /no consumer "serch"/],
    ['backfill --table shp', /no table "shp". Did you mean "shop"\?/],
    ['backfill --entity film --entity flm', /no entity "flm"/],
    ['get film a b', /The key of film has one part: id/],
    ['delete stock alien-1979', /The key of stock has 2 parts: filmId, store/],
    ['history stock a b c', /The key of stock has 2 parts/],
  ])('%s', async (line, message) => {
    expect(await said(line)).toMatch(message);
  });

  test.each([
    'get film alien-1979',
    'get stock alien-1979 osaka',
    'get stock alien-1979|osaka',
    'history film',
    'backfill --table shop --consumer search --consumer analytics --entity film',
    'replay list',
    'status',
    // A letter may be of an entity that was declared once.
    'dlq list --entity actor --consumer old --table former',
  ])('%s is taken', async (line) => {
    expect(await said(line)).toBe('taken');
  });

  test('an unknown stage is a mistake', async () => {
    await expect(said('status --stage staging')).rejects.toThrow(/Allowed choices are dev, prod/);
  });
});
