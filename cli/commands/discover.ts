import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { basename, resolve } from 'node:path';
import { localCloudStatus } from '../../local/local-cloud.ts';
import { clientSettings } from '../../operations/deployment/clients.ts';
import { describeTarget, type Target } from '../../operations/deployment/target.ts';
import { discover as find } from '../../operations/discover/discover.ts';
import { reportOf, takesAll } from '../../operations/discover/discover-report.ts';
import { readItemsFile } from '../../operations/discover/items-file.ts';
import { planSample } from '../../operations/discover/sample-plan.ts';
import type { Item, SampledTable } from '../../operations/discover/sampled-table.ts';
import { tableOfItems } from '../../operations/discover/table-of-items.ts';
import { describeTable, type DescribedTable } from '../../shared/adapters/dynamodb/describe-table.ts';
import { sampleItems } from '../../shared/adapters/dynamodb/sample-items.ts';
import { chooseTarget } from '../cloud/choose-target.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { describePlan, describeReport } from '../output/discover.ts';
import { showOperations } from '../output/progress.ts';
import { openTerminal, type Terminal } from '../output/terminal.ts';
import type { DiscoverVerbOptions } from '../verbs/discover.ts';
import { checkDiscoverOptions, nextAfterDiscover, STDOUT, writeNew } from './discover-files.ts';

/** Needs no headwater.config.ts: it writes one. */
export async function discover(options: DiscoverVerbOptions, signal: AbortSignal): Promise<ExitCode> {
  const { out, enumerations, json = false } = options;
  const terminal = openTerminal({ json });
  const onProgress = showOperations(terminal);
  checkDiscoverOptions(options);
  const source =
    options.file === undefined
      ? await fromTable(options, terminal, signal)
      : await fromFile(options, options.file, signal);
  if (!source) return EXIT.ok;
  const { table, items } = source;
  const found = find(table, items, {
    enumerations: enumerations ?? false,
    signal,
    progress: (entity, count) => onProgress({ of: 'discover', step: 'judges', entity, items: count }),
  });
  const report = reportOf(found);
  for (const refusal of report.refusals) terminal.note(refusal);
  if (out === STDOUT) {
    terminal.note(describeReport(report, undefined));
    terminal.result({ ...report, source: found.source }, found.source.trimEnd());
  } else {
    writeNew(out, found.source);
    terminal.result(
      { ...report, file: resolve(out) },
      describeReport(report, { file: out, next: nextAfterDiscover(process.cwd(), out) }),
    );
  }
  return takesAll(report) ? EXIT.ok : EXIT.failed;
}

interface Source {
  readonly table: SampledTable;
  readonly items: readonly Item[];
}

/** @returns undefined when it was only said what would be read */
async function fromTable(
  options: DiscoverVerbOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Source | undefined> {
  const { table: asked = '', sample, maxRcu, yes } = options;
  const target = targetOf(
    chooseTarget(options, { env: process.env, local: await localCloudStatus(), writes: false }),
    asked,
  );
  terminal.note(describeTarget(target));
  const client = new DynamoDBClient(clientSettings(target));
  // Emulators know names only.
  const tableName = target.kind === 'aws' ? asked : (asked.split('/')[1] ?? asked);
  const table = await describeTable(client, tableName, signal).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    const next = 'Look at its name, at the region and at the account: `aws dynamodb list-tables` lists what is there.';
    throw new CommandError(`There is no table ${tableName} in ${describeTarget(target)}.`, next, { cause: error });
  });
  if (target.kind === 'aws' && yes !== true) {
    const plan = planSample(table, sample, maxRcu);
    terminal.result({ table: table.name, dry: true, ...plan }, describePlan(table.name, plan));
    return undefined;
  }
  const onProgress = showOperations(terminal);
  const tell = (items: number, units: number, done: boolean): void =>
    onProgress({ of: 'discover', step: 'samples', items, units, done });
  const { items, units, cut } = await sampleItems({
    client,
    tableName,
    items: sample,
    mostUnits: maxRcu,
    signal,
    progress: (read, used) => tell(read, used, false),
  });
  tell(items.length, units, true);
  if (cut) terminal.note(`--max-rcu ${maxRcu} ended the sample before ${sample} items were read.`);
  return { table: withDoubts(table), items };
}

function withDoubts(table: DescribedTable): SampledTable {
  return table.existing ? table : { ...table, doubts: [NO_STREAM] };
}

const NO_STREAM = 'Its stream is off, or has not both images: turn it on (new and old images) before you deploy.';

async function fromFile(
  { sample, partitionKey, sortKey }: DiscoverVerbOptions,
  file: string,
  signal: AbortSignal,
): Promise<Source> {
  const { items } = await readItemsFile(file, sample, signal);
  const name = basename(file).split('.')[0] ?? 'table';
  return { table: tableOfItems(name, items, { partitionKey, sortKey }), items };
}

/** An ARN says in which region its table lies. */
function targetOf(target: Target, table: string): Target {
  const region = /^arn:[\w-]+:dynamodb:([\w-]+):/.exec(table)?.[1];
  return target.kind === 'aws' && region !== undefined ? { ...target, region } : target;
}
