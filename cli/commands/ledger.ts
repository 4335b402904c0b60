import { factsOf } from '../../shared/domain/consumers/facts.ts';
import { queuesOf, countMessages } from '../cloud/queues.ts';
import { openDeployedSession, type CommonOptions, type DeployedSession } from '../cloud/session.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { balance, type ConsumerCounts, type Ledger, type NormalizerCounts } from '../ledger/balance.ts';
import { readCounts, type CountedLog } from '../ledger/read-counts.ts';
import { describeLedger, type Waiting } from '../output/ledger.ts';
import { parseRange, type TimeRange } from '../replay/time-range.ts';

export interface LedgerOptions extends CommonOptions {
  readonly from: string;
  readonly to: string;
}

/** What entered each stage in a time range and what came out as what. */
export async function ledger(options: LedgerOptions, signal: AbortSignal): Promise<ExitCode> {
  const range = parseRange(options.from, options.to, new Date());
  const session = await openDeployedSession(options, { writes: false, signal });
  const { uncounted, ...sums } = await readLedger(session, range, signal);
  const waiting = sums.balanced ? [] : await whatWaits(session);
  if (!sums.balanced && session.target.kind !== 'aws') {
    session.terminal.note(
      "An emulator may file a function's last log line with its next invocation: write, and look again.",
    );
  }
  session.terminal.result({ ...range, ...sums, uncounted, waiting }, describeLedger(sums, range, waiting));
  return sums.balanced ? EXIT.ok : EXIT.failed;
}

interface ReadLedger extends Ledger {
  /** Stages that have no log here: they have counted nothing so far, or this cloud keeps no logs. */
  readonly uncounted: readonly string[];
}

/** Reads the counts of all stages and adds them up. */
export async function readLedger(
  { clients, deployment, definition }: DeployedSession,
  range: TimeRange,
  signal: AbortSignal,
): Promise<ReadLedger> {
  const uncounted: string[] = [];
  const read = async (stage: string, logGroup: string): Promise<CountedLog | undefined> => {
    const log = await readCounts(clients.logs, logGroup, range, signal);
    if (!log) uncounted.push(stage);
    return log;
  };
  const normalizers = deployment.normalizers.map(async ({ table, logGroup }): Promise<NormalizerCounts> => {
    return { table, counts: (await read(`normalizer ${table}`, logGroup))?.counts ?? new Map() };
  });
  const consumers = deployment.consumers.map(async (consumer): Promise<ConsumerCounts> => {
    const { name, entities, logGroup } = consumer;
    const log = await read(`consumer ${name}`, logGroup);
    const declared = definition.consumers.find((one) => one.name === name);
    const why = notComparable(factsOf(consumer).counts === 'own-handler' && !log?.lines, declared);
    return {
      consumer: name,
      entities,
      counts: log?.counts ?? new Map(),
      ...(why !== undefined && { notCompared: why }),
    };
  });
  const ledger = balance(...(await Promise.all([Promise.all(normalizers), Promise.all(consumers)])));
  return { ...ledger, uncounted: uncounted.sort() };
}

function notComparable(countsNothing: boolean, declared: object | undefined): string | undefined {
  if (countsNothing) return 'its handler counted nothing: it does not run on our runtime, or had nothing to do';
  const filtered = declared !== undefined && 'filters' in declared && declared.filters !== undefined;
  return filtered ? 'a filter decides which changes reach it: their number is not known' : undefined;
}

/** Where changes can be that were published and are not settled. */
async function whatWaits({ clients, deployment }: DeployedSession): Promise<readonly Waiting[]> {
  const queues = queuesOf(deployment).map(async ({ role, consumer, url }) => {
    return { role, consumer, messages: await countMessages(clients.sqs, url) };
  });
  return (await Promise.all(queues)).filter(({ messages }) => messages > 0);
}
