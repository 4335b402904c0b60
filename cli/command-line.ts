import { createRequire } from 'node:module';
import { Command } from 'commander';
import { EXIT_CODES, verbTools } from './make-tools.ts';
import { parserOutput } from './output/failure-json.ts';
import type { VerbTools } from './verb-tools.ts';
import { addBackfill } from './verbs/backfill.ts';
import { addCompact } from './verbs/compact.ts';
import { addDelete } from './verbs/delete.ts';
import { addDiscover } from './verbs/discover.ts';
import { addDlq } from './verbs/dlq.ts';
import { addDoctor } from './verbs/doctor.ts';
import { addDown } from './verbs/down.ts';
import { addForget } from './verbs/forget.ts';
import { addGet } from './verbs/get.ts';
import { addHistory } from './verbs/history.ts';
import { addLedger } from './verbs/ledger.ts';
import { addLogs } from './verbs/logs.ts';
import { addPut } from './verbs/put.ts';
import { addQuery } from './verbs/query.ts';
import { addReindex } from './verbs/reindex.ts';
import { addRepair } from './verbs/repair.ts';
import { addReplay } from './verbs/replay.ts';
import { addSchemas } from './verbs/schemas.ts';
import { addSearch } from './verbs/search.ts';
import { addSearchSetup } from './verbs/search-setup.ts';
import { addSeed } from './verbs/seed.ts';
import { addSetAside } from './verbs/set-aside.ts';
import { addStatus } from './verbs/status.ts';
import { addUp } from './verbs/up.ts';
import { addVerify } from './verbs/verify.ts';

const { version: VERSION } = createRequire(import.meta.url)('headwater/package.json') as { readonly version: string };

const CLOUD = `
Which cloud:
  --endpoint, or AWS_ENDPOINT_URL, names one: a LocalStack or MiniStack that you run.
  --aws means the AWS account of your credentials (AWS_PROFILE, AWS_REGION, ...).
  Without either it is the local cloud that \`headwater up\` started, if it runs. If it does not, verbs that only read
  (status, search, get) go on to AWS when credentials are set in the environment; verbs that write never do: they need --aws.
  The first line on stderr says which cloud it is.`;

/** In the order that `--help` lists them. */
const VERBS: readonly ((tools: VerbTools) => void)[] = [
  addUp,
  addDown,
  addDoctor,
  addStatus,
  addSearch,
  addGet,
  addPut,
  addDelete,
  addSeed,
  addSearchSetup,
  addReplay,
  addReindex,
  addBackfill,
  addCompact,
  addSchemas,
  addQuery,
  addHistory,
  addDlq,
  addLedger,
  addVerify,
  addRepair,
  addForget,
  addDiscover,
  addLogs,
  addSetAside,
];

/** Builds the command line. @param run does the work of the verb that was asked for; until then nothing of it is imported */
export function commandLine(run: VerbTools['run']): Command {
  const program = new Command('headwater')
    .description('Keeps OpenSearch and an S3 analytics copy in step with a DynamoDB table.')
    .option('--stack <name>', 'the stack of an app of your own that holds it, instead of <name>-<stage>-pipeline')
    .version(VERSION)
    .addHelpText('after', `${CLOUD}\n${EXIT_CODES}\n\nStart with: npx headwater up`)
    // Read before all verbs (open-project.ts): their modules import what it names.
    .option('--config <file>', 'the definition, instead of the nearest headwater.config.ts')
    .showHelpAfterError('(--help shows the options and examples)')
    .configureOutput(parserOutput())
    // `replay list --json` is about the list, though `replay` knows --json as well.
    .enablePositionalOptions()
    .exitOverride();
  const tools = verbTools(program, run);
  for (const add of VERBS) add(tools);
  return program;
}
