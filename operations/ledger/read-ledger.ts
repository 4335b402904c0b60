import { factsOf } from '../../shared/domain/consumers/facts.ts';
import { countMessages, queuesOf } from '../deployment/queues.ts';
import type { Deployed } from '../deployed.ts';
import type { TimeRange } from '../replay/time-range.ts';
import { balance, type ConsumerCounts, type Ledger, type NormalizerCounts } from './balance.ts';
import { readCounts, type CountedLog } from './read-counts.ts';

export interface ReadLedger extends Ledger {
  /** Stages that have no log here: they have counted nothing so far, or this cloud keeps no logs. */
  readonly uncounted: readonly string[];
}

/** Reads the counts of all stages and adds them up. */
export async function readLedger(
  { clients, deployment, definition }: Deployed,
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

export interface Waiting {
  readonly role: 'buffer' | 'dlq' | 'rejected' | 'rule-dlq';
  readonly consumer: string | null;
  readonly messages: number;
}

/** Where changes can be that were published and are not settled. */
export async function whatWaits({ clients, deployment }: Deployed): Promise<readonly Waiting[]> {
  const queues = queuesOf(deployment).map(async ({ role, consumer, url }) => {
    return { role, consumer, messages: await countMessages(clients.sqs, url) };
  });
  return (await Promise.all(queues)).filter(({ messages }) => messages > 0);
}
