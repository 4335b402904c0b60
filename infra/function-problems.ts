/** What no function can be given, and why: each range, and what settings must be to each other. */
import { didYouMeanOf } from '../shared/domain/definition/did-you-mean.ts';
import { FUNCTION_TIMEOUT_SECONDS, type Consumer } from '../shared/domain/definition/headwater.ts';
import { own } from '../shared/domain/own.ts';
import { RETENTION_DAYS } from '../shared/domain/retention/retention.ts';
import { factsOf } from '../shared/domain/consumers/facts.ts';
import { hasSideEffects } from '../shared/domain/consumers/takes-reads.ts';
import { sizeOf } from './consumer-size.ts';
import type { FunctionSettings } from './function-settings.ts';
import { wholeProblems } from './setting-problems.ts';

type Range = readonly [least: number, most: number];

/** Lambda's own limits, where nothing else is said. */
const MOST_MB = 10_240;
const MOST_SECONDS = 900;
const MOST_RESERVED = 10_000;
/** The largest legal batch takes up to 239 MB: docs/performance.md. */
const MEMORY: Range = [256, MOST_MB];

const RANGES: { readonly [F in keyof FunctionSettings]: Readonly<Record<string, Range>> } = {
  normalizers: {
    memoryMB: MEMORY,
    // A whole batch is published in it.
    timeoutSeconds: [30, MOST_SECONDS],
    // Lambda's ParallelizationFactor.
    batchesPerShard: [1, 10],
    reservedConcurrency: [1, MOST_RESERVED],
  },
  consumers: {
    memoryMB: MEMORY,
    // The least: a webhook may wait 20 s for an answer, a put of the archiver 10. The most: a message can be hidden for 12 h, and
    // retry-delay.ts leaves 5 minutes of them to the function.
    timeoutSeconds: [FUNCTION_TIMEOUT_SECONDS, 240],
    // SQS event source mappings take no less and no more.
    maximumConcurrency: [2, 1_000],
    reservedConcurrency: [2, MOST_RESERVED],
  },
  // Half a minute is kept back for the preparing itself (functions/search-setup/handler.ts).
  searchSetup: { memoryMB: MEMORY, timeoutSeconds: [60, MOST_SECONDS] },
  // It begins nothing for which two times 30 s are not left (functions/auditor/audit.ts).
  auditor: { memoryMB: MEMORY, timeoutSeconds: [120, MOST_SECONDS] },
  tombstonePurge: { memoryMB: MEMORY, timeoutSeconds: [60, MOST_SECONDS] },
  // DuckDB takes 700 MB, the process around it up to 870 in all: docs/performance.md. The disk holds what it sorts.
  compactor: { memoryMB: [1_024, MOST_MB], storageGiB: [4, 10] },
  exportWorkers: {
    // It holds 1,000 rows at a time, which may have 400 KB each.
    memoryMB: [1_769, MOST_MB],
    // It begins no batch in the last minute (functions/export-worker/send-export-file.ts).
    timeoutSeconds: [120, MOST_SECONDS],
    filesAtOnce: [1, 1_000],
  },
};

/** What is fixed, and what counts on it. */
const FIXED: Readonly<Record<string, string>> = {
  'compactor.timeoutSeconds': 'it is 900: a task that is cut off is begun anew in each run, and never ends',
};

/** @param consumers of the definition; what is said of others is a mistake */
export function functionProblems(functions: FunctionSettings, consumers: readonly Consumer[]): readonly string[] {
  const groups = Object.entries<FunctionSettings[keyof FunctionSettings]>({ ...functions });
  return [
    ...groups.flatMap(([name, group]) => groupProblems(name, group)),
    ...reservedProblems('normalizers', functions.normalizers, 'batchesPerShard'),
    ...Object.keys(functions.consumers).flatMap((name) => {
      const consumer = consumers.find((one) => one.name === name);
      return consumer ? consumerProblems(consumer, functions) : [unknown('consumers', name, namesOf(consumers))];
    }),
  ];
}

function groupProblems(name: string, group: object): readonly string[] {
  const ranges = own(RANGES, name);
  if (!ranges) return [unknown('', name, Object.keys(RANGES))];
  if (name !== 'consumers') return sizeProblems(name, group, ranges);
  return Object.entries<object>({ ...group }).flatMap(([consumer, size]) =>
    sizeProblems(`consumers.${consumer}`, size, ranges),
  );
}

function sizeProblems(where: string, size: object, ranges: Readonly<Record<string, Range>>): readonly string[] {
  return Object.entries<number>({ ...size }).flatMap(([setting, value]) => {
    const fixed = own(FIXED, `${where}.${setting}`);
    if (fixed !== undefined) return [`functions.${where}.${setting} cannot be set: ${fixed}`];
    const range = own(ranges, setting);
    return range
      ? wholeProblems(`functions.${where}.${setting}`, value, range)
      : [unknown(where, setting, Object.keys(ranges))];
  });
}

function consumerProblems(consumer: Consumer, functions: FunctionSettings): readonly string[] {
  const size = sizeOf(consumer, functions);
  const where = `functions.consumers.${consumer.name}`;
  const { timeoutSeconds, maximumReceives, visibilitySeconds } = size;
  const problems = reservedProblems(`consumers.${consumer.name}`, size, 'maximumConcurrency');
  const counting = countsOnTimeout(consumer);
  if (timeoutSeconds !== FUNCTION_TIMEOUT_SECONDS && counting !== undefined) {
    problems.push(`${where}.timeoutSeconds cannot be set: it is ${FUNCTION_TIMEOUT_SECONDS}, because ${counting}`);
  }
  const days = (maximumReceives * visibilitySeconds) / 86_400;
  if (days > LONGEST_TRYING_DAYS) {
    const least = `a function that fails each time tries a message for ${Math.ceil(days)} days`;
    const fix = `give a shorter timeout, or fewer maximumReceives (${maximumReceives}) in the definition`;
    problems.push(
      `${where}.timeoutSeconds is ${timeoutSeconds}: ${least}, and its queue forgets it after ${RETENTION_DAYS.buffer}: ${fix}`,
    );
  }
  return problems;
}

/** A message that its queue forgets is lost; one that was received often enough lies in the DLQ. */
const LONGEST_TRYING_DAYS = RETENTION_DAYS.buffer - 1;

/** @returns who counts on the function's ending after 30 s */
function countsOnTimeout(consumer: Consumer): string | undefined {
  if (factsOf(consumer).keeps === 'search')
    return 'a reindex waits so long for functions that still write to the old index';
  return hasSideEffects(consumer) ? 'a side effect that began so long ago is taken for ended' : undefined;
}

/** Below it messages are received and then throttled: each time counts, until they lie in the DLQ untried (Lambda guide: SQS). */
function reservedProblems<K extends string>(
  where: string,
  size: { readonly reservedConcurrency?: number } & { readonly [key in K]: number },
  atOnce: K,
): string[] {
  const { reservedConcurrency: reserved } = size;
  const isEnough = reserved === undefined || !(reserved < size[atOnce]);
  return isEnough
    ? []
    : [
        `functions.${where}.reservedConcurrency is ${reserved}: give at least ${atOnce} (${size[atOnce]}), or Lambda throttles what it has taken already`,
      ];
}

function unknown(where: string, name: string, known: readonly string[]): string {
  const path = ['functions', where, name].filter((part) => part !== '').join('.');
  return `${path}: ${didYouMeanOf(name, known)}`;
}

function namesOf(consumers: readonly Consumer[]): readonly string[] {
  return consumers.map(({ name }) => name);
}
