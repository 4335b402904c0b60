/** The examples that --help shows, read from the real command line: a new one is here by itself. */
import type { Command } from 'commander';
import { wholeCommandLine } from './whole-command-line.ts';

/** Without those that two help texts show. */
export function helpExamples(): readonly string[] {
  const program = wholeCommandLine();
  const commands = [program, ...program.commands.flatMap((one) => [one, ...one.commands])];
  return [...new Set(commands.flatMap((command) => examplesIn(command)))];
}

function examplesIn(command: Command): readonly string[] {
  let help = '';
  command.configureOutput({ writeOut: (text) => void (help += text) }).outputHelp();
  return Array.from(help.matchAll(/^ {2}\$ npx headwater (.+)$/gm), ([, line = '']) => line);
}

interface Elsewhere {
  readonly why: string;
  /** Which test runs it, or the same with another key. */
  readonly where: string;
  readonly examples: readonly string[];
}

/** Examples that help-examples.test.ts cannot run on the cloud which all integration tests share. */
export const RUN_ELSEWHERE: readonly Elsewhere[] = [
  {
    why: 'starts, deploys or stops a whole cloud',
    where: 'test/interrupt/verbs.ts',
    examples: ['up', 'down', 'down --keep', 'down --purge --yes', 'demo', 'demo --seed 7', 'demo --json > demo.json'],
  },
  { why: 'deploys the other stage', where: 'test/infra/prod-stage.test.ts', examples: ['up --stage prod'] },
  {
    why: 'needs a cloud of the user',
    where: 'test/unit/cli/target.test.ts',
    examples: ['up --endpoint http://localhost:4566', 'status --aws --stage prod'],
  },
  {
    why: 'finds the ports of the cloud that the tests share in use, which is exit code 1',
    where: 'test/unit/cli/doctor.test.ts',
    examples: ['doctor', 'doctor --json'],
  },
  {
    why: 'needs a file of the user',
    where: 'test/integration/put.test.ts',
    examples: [
      'put film --file films.jsonl --dry-run',
      'put film --file films.jsonl',
      'put film --file films.jsonl --new',
      'delete stock alien-1979 osaka',
      'seed --file shop.jsonl --dry-run',
      'seed --file shop.jsonl',
      'seed --file shop.jsonl --from-line 1201',
    ],
  },
  {
    why: 'says that no account is there',
    where: 'test/integration/doctor.test.ts',
    examples: ['doctor --aws'],
  },
  {
    why: 'breaks the cloud and mends it',
    where: 'test/film-shop/cloud/bad-day.test.ts',
    examples: ['demo --bad-day'],
  },
  {
    why: 'restores the table under a new stream',
    where: 'test/film-shop/cloud/drill.test.ts',
    examples: ['drill', 'drill --json > drill.json', 'search-setup --yes'],
  },
  {
    why: 'sends all that the archive holds again, or names a replay that only its reader has',
    where: 'test/integration/replay.test.ts',
    examples: [
      'replay --from -2h --consumer search --consumer analytics --yes',
      'replay --from 2026-11-23T18:00:00Z --to 2026-11-23T19:00:00Z --consumer analytics --yes --detach',
      'replay status search-20261124180211042',
      'replay status search-20261124180211042 --watch',
      'replay cancel search-20261124180211042',
    ],
  },
  {
    why: 'names an object that only its reader set aside',
    where: 'test/contract/analytics-damage.test.ts',
    examples: ['set-aside --bring-back history/entity=film/notes.txt --yes'],
  },
  {
    why: 'puts another index in the place of the one that all tests read',
    where: 'test/integration/reindex.test.ts',
    examples: ['reindex film --yes', 'reindex film --rollback --yes', 'reindex film --finish --yes'],
  },
  {
    why: 'sends the whole table',
    where: 'test/integration/backfill.test.ts',
    examples: ['backfill --yes', 'backfill --entity film --consumer search --max-rcu 200 --yes'],
  },
  {
    why: 'exports the whole table',
    where: 'test/integration/backfill-export.test.ts',
    examples: ['backfill --via export --yes'],
  },
  {
    why: 'compacts what other tests count',
    where: 'test/integration/gathering.test.ts',
    examples: ['compact', 'compact --gather-older-than 0s'],
  },
  {
    why: 'needs a table or a file of its own',
    where: 'test/contract/discover.test.ts',
    examples: [
      'discover --table orders --aws --yes',
      'discover --table orders --sample 5000 --max-rcu 2000 --out orders.config.ts',
      'discover --file export.json.gz --out -',
    ],
  },
  { why: 'writes into schemas/', where: 'test/unit/cli/schemas.test.ts', examples: ['schemas release'] },
  {
    why: 'moves letters that other tests wait for, or names one that only its reader has',
    where: 'test/integration/dead-letters.test.ts',
    examples: [
      'dlq show 0f9c1a52-…',
      'dlq redrive --consumer search --code HW_SEARCH_REJECTED --yes',
      'dlq redrive --entity film --key alien-1979 --yes',
      'dlq discard --older -7d --file old.ndjson --yes',
    ],
  },
  {
    why: 'sends rows, and reads a file that verify wrote before',
    where: 'test/integration/repair.test.ts',
    examples: ['repair --from drift.ndjson --yes'],
  },
  {
    why: 'sends rows',
    where: 'test/integration/refused-rows.test.ts',
    examples: ['repair --entity film --key alien-1979 --yes'],
  },
  {
    why: 'erases rows',
    where: 'test/integration/forget.test.ts',
    examples: [
      'forget film alien-1979 --value "Ridley Scott" --yes',
      'forget film alien-1979 --delete-item --yes',
      'forget --again --yes',
    ],
  },
];

export function examplesElsewhere(): readonly string[] {
  return RUN_ELSEWHERE.flatMap(({ examples }) => examples);
}
