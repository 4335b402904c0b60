import { createRequire } from 'node:module';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { CompactCommandOptions } from './commands/compact.ts';
import type { DownOptions } from './commands/down.ts';
import type { SchemaAction, SchemasOptions } from './commands/schemas.ts';
import type { SearchOptions } from './commands/search.ts';
import type { StatusOptions } from './commands/status.ts';
import type { CommonOptions } from './cloud/session.ts';
import { addBackfill, type BackfillVerb } from './backfill-command-line.ts';
import type { ExitCode } from './errors.ts';
import { addAnalyticsVerbs, type AnalyticsVerbs } from './analytics-command-line.ts';
import { KEY_HELP } from './key-help.ts';
import { addForgetVerb, type ForgetVerbs } from './forget-command-line.ts';
import { addLetterVerbs, type LetterVerbs } from './letter-command-line.ts';
import type { VerbTools } from './verb-tools.ts';
import { addReindexVerb, type ReindexVerbs } from './reindex-command-line.ts';
import { addReplayVerbs, type ReplayVerbs } from './replay-command-line.ts';
import { reportUsageMistake } from './output/failure-json.ts';
import { addSearchSetup, type SearchSetupVerb } from './verbs/search-setup.ts';
import { addDiscover, type DiscoverVerb } from './verbs/discover.ts';
import { addLogs, type LogsVerb } from './verbs/logs.ts';
import { addSetAside, type SetAsideVerb } from './verbs/set-aside.ts';
import { addVerifyVerbs, type VerifyVerbs } from './verify-command-line.ts';

/** What the verbs do. Apart from the command line, so that reading it needs neither AWS nor a cloud. */
export interface Verbs
  extends
    LetterVerbs,
    ReplayVerbs,
    ReindexVerbs,
    AnalyticsVerbs,
    BackfillVerb,
    VerifyVerbs,
    ForgetVerbs,
    SearchSetupVerb,
    DiscoverVerb,
    LogsVerb,
    SetAsideVerb {
  up(options: CommonOptions): Promise<ExitCode>;
  down(options: DownOptions): Promise<ExitCode>;
  status(options: StatusOptions): Promise<ExitCode>;
  search(entity: string, query: string, options: SearchOptions): Promise<ExitCode>;
  get(entity: string, key: readonly string[], options: CommonOptions): Promise<ExitCode>;
  compact(entity: string | undefined, options: CompactCommandOptions): Promise<ExitCode>;
  schemas(action: SchemaAction, entities: readonly string[], options: SchemasOptions): Promise<ExitCode>;
}

const { version: VERSION } = createRequire(import.meta.url)('headwater/package.json') as { readonly version: string };

const CLOUD = `
Which cloud:
  --endpoint, or AWS_ENDPOINT_URL, names one: a LocalStack or MiniStack that you run.
  --aws means the AWS account of your credentials (AWS_PROFILE, AWS_REGION, ...).
  Without either it is the local cloud that \`headwater up\` started, if it runs. If it does not, verbs that only read
  (status, search, get) go on to AWS when credentials are set in the environment; verbs that write never do: they need --aws.
  The first line on stderr says which cloud it is.`;

const EXIT_CODES = `
Exit codes:
  0    done, or in step
  1    found out, and it is not well: not in step, a deploy or a replay that failed
  2    a mistake in the command, or the question could not be answered
  130  interrupted (Ctrl-C)`;

/** Builds the command line. `onExit` is told the exit code of the verb that ran. */
export function commandLine(verbs: Verbs, onExit: (code: ExitCode) => void): Command {
  const program = new Command('headwater')
    .description('Keeps OpenSearch and an S3 analytics copy in step with a DynamoDB table.')
    .option('--stack <name>', 'the stack of an app of your own that holds it, instead of <name>-<stage>-pipeline')
    .version(VERSION)
    .addHelpText('after', `${CLOUD}\n${EXIT_CODES}\n\nStart with: npx headwater up`)
    // Read before all verbs (open-project.ts): their modules import what it names.
    .option('--config <file>', 'the definition, instead of the nearest headwater.config.ts')
    .showHelpAfterError('(--help shows the options and examples)')
    .configureOutput({ outputError: reportUsageMistake })
    // `replay list --json` is about the list, though `replay` knows --json as well.
    .enablePositionalOptions()
    .exitOverride();
  const tools = verbTools(program);
  const { verb } = tools;
  addCloudVerbs(verb, verbs, onExit);
  addReadVerbs(verb, verbs, onExit);
  addSearchSetup(tools, verbs, onExit);
  addReplayVerbs(tools, verbs, onExit);
  addReindexVerb(tools, verbs, onExit);
  addBackfill(tools, verbs, onExit);
  addCompact(verb, verbs, onExit);
  addSchemas(verb, verbs, onExit);
  addAnalyticsVerbs(tools, verbs, onExit);
  addLetterVerbs(tools, verbs, onExit);
  addVerifyVerbs(tools, verbs, onExit);
  addForgetVerb(tools, verbs, onExit);
  addDiscover(tools, verbs, onExit);
  addLogs(tools, verbs, onExit);
  addSetAside(tools, verbs, onExit);
  return program;
}

/** What verbs are made with: each has its examples and the exit codes in its help. */
export function verbTools(program: Command): VerbTools {
  const verb: VerbTools['verb'] = (name, description, examples, parent = program) =>
    parent
      .command(name)
      .description(description)
      .addHelpText(
        'after',
        `\nExamples:\n${examples.map((line) => `  $ npx headwater ${line}`).join('\n')}\n${EXIT_CODES}`,
      )
      .exitOverride();
  return { verb, withCommon, wholeNumber };
}

type DefineVerb = (name: string, description: string, examples: readonly string[]) => Command;
type OnExit = (code: ExitCode) => void;

function addCloudVerbs(verb: DefineVerb, verbs: Verbs, onExit: OnExit): void {
  withCommon(
    verb('up', 'Start the local cloud and deploy to it, or deploy to --endpoint.', [
      'up',
      'up --stage prod',
      'up --endpoint http://localhost:4566',
    ]),
  ).action(async (options: CommonOptions) => onExit(await verbs.up(options)));
  verb('down', 'Stop the local cloud. What was installed is kept.', ['down', 'down --purge --yes'])
    .option('--purge', 'remove its data and logs as well')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(async (options: DownOptions) => onExit(await verbs.down(options)));
}

function addReadVerbs(verb: DefineVerb, verbs: Verbs, onExit: OnExit): void {
  withCommon(
    verb(
      'status',
      'What is deployed: queues with their messages, indices. Exits 1 when a table is not read, an index is closed, or a function fails.',
      ['status', 'status --json | jq .queues', 'status --aws --stage prod'],
    ),
  )
    .option('--verbose', 'list what this cloud cannot provision')
    .action(async (options: StatusOptions) => onExit(await verbs.status(options)));
  withCommon(
    verb('search', 'Search the rows of an entity.', [
      'search film "star wars"',
      `search film '"star wars" -clone'`,
      'search film "director:kubrick" --size 3',
      'search film "alien* releaseDate:<1990 OR imdbRating:>=8.5"',
      "search film 'genre:comedy price:..5'",
      "search stock '*' --json",
      "search film --size 3 -- '-clone'",
    ]),
  )
    .argument('<entity>', 'film, stock, ...')
    .argument(
      '<query>',
      'words, all of which must occur; "a phrase", field:value, sta*, -word, a OR b, price:<5, year:1990..1999; * for everything; -- before one that begins with a dash',
    )
    .option('--size <n>', 'hits to show, 1 to 1000', wholeNumber(1, 1000), 10)
    .action(async (entity: string, query: string, options: SearchOptions) =>
      onExit(await verbs.search(entity, query, options)),
    );
  withCommon(
    verb('get', "Show a row's document with its sync marks beside the table's item. Exits 1 when they differ.", [
      'get film alien-1979',
      'get stock alien-1979 osaka',
      "get stock 'alien-1979|osaka' --json",
      "get film 'over 50% off'",
    ]),
  )
    .argument('<entity>', 'film, stock, ...')
    .argument('<key...>', KEY_HELP)
    .action(async (entity: string, key: readonly string[], options: CommonOptions) =>
      onExit(await verbs.get(entity, key, options)),
    );
}

function addCompact(verb: DefineVerb, verbs: Verbs, onExit: OnExit): void {
  withCommon(
    verb(
      'compact',
      'Compact the analytics copy now, as the function does hourly: history to a snapshot, old history to larger objects.',
      ['compact', 'compact film --dry-run', 'compact --gather-older-than 0s'],
    ),
  )
    .argument('[entity]', 'film, stock, ...; all of them when none is named')
    .option('--dry-run', 'say what it would take in, gather and remove, and do nothing')
    .option('--gather-older-than <span>', 'hours of history that began longer ago become larger objects (default: 1d)')
    .option(
      '--remove-parts-after <span>',
      'when the small objects go; who has listed them fails sooner than that (default: 1h)',
    )
    .action(async (entity: string | undefined, options: CompactCommandOptions) =>
      onExit(await verbs.compact(entity, options)),
    );
}

function addSchemas(verb: DefineVerb, verbs: Verbs, onExit: OnExit): void {
  verb('schemas', 'The schemas of rows and events: print them, hold them against what was released, release them.', [
    'schemas print film | npx json2ts',
    'schemas print film --events',
    'schemas diff',
    'schemas release',
  ])
    .addArgument(
      new Argument('[action]', 'print; diff: exits 1 unless all is released; release: writes schemas/<entity>@<n>.json')
        .choices(['print', 'diff', 'release'] satisfies SchemaAction[])
        .default('print'),
    )
    .argument('[entities...]', 'film, stock, ...; all of them when none is named')
    .option('--events', 'print the schemas of the events, as EventBridge has them')
    .option('--json', 'print JSON')
    .action(async (action: SchemaAction, entities: readonly string[], options: SchemasOptions) =>
      onExit(await verbs.schemas(action, entities, options)),
    );
}

function withCommon(command: Command): Command {
  return command
    .addOption(new Option('--stage <name>', 'the stage, dev or prod').default('dev'))
    .option('--endpoint <url>', 'of a cloud that you run, such as http://localhost:4566')
    .option('--aws', 'the AWS account of your credentials')
    .option('--json', 'print JSON');
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
