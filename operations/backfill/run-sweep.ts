import type { Consumer } from '../../shared/domain/definition/headwater.ts';
import type { ItemSource } from '../../shared/ports/item-source.ts';
import { sendAll } from '../../shared/runtime/send-rows.ts';
import { countMessages } from '../deployment/queues.ts';
import { sendToConsumer } from '../deployment/senders.ts';
import type { Deployed } from '../deployed.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { patience } from './patience.ts';
import type { BackfillPlan } from './plan.ts';
import type { ReadRate } from './read-rate.ts';
import { openStore } from './stores.ts';
import { nothingSwept, sweep, type SweepCounts } from './sweep.ts';

export interface SweptEntity extends SweepCounts {
  readonly consumer: string;
  readonly entity: string;
}

export interface SweepRun {
  readonly source: Pick<ItemSource, 'read'>;
  readonly rate: ReadRate;
  /** When the scan began, epoch milliseconds. */
  readonly since: number;
  readonly signal: AbortSignal;
  /** Nothing is sent, and of very many documents only about so many are looked at. */
  readonly look?: { readonly most: number; readonly items: number };
  readonly onProgress: (swept: SweptEntity) => void;
}

/** Sweeps every store that the backfill fills and that can be looked through. */
export async function runSweep(deployed: Deployed, plan: BackfillPlan, run: SweepRun): Promise<readonly SweptEntity[]> {
  const swept: SweptEntity[] = [];
  for (const consumer of plan.reached) {
    await using store = await openStore(deployed, consumer);
    if (!store) continue;
    if (!run.look) await applied(deployed, consumer, run.signal);
    const target = sendToConsumer(deployed, plan.table, consumer.name);
    for (const entity of plan.entities.filter((name) => consumer.entities.some((own) => own.name === name))) {
      if (run.signal.aborted) return swept;
      const counts = { consumer: consumer.name, entity, ...nothingSwept() };
      const { look } = run;
      await sweep({
        entity,
        documents: store.documents(entity),
        source: run.source,
        rate: run.rate,
        filters: consumer.filters,
        since: run.since,
        send: async (changes) => {
          if (!look) await sendAll(changes, target, patience(run.signal));
        },
        ...(look && look.items > 2 * look.most && { pick: () => Math.random() < look.most / look.items }),
        counts,
        onProgress: () => run.onProgress(counts),
        signal: run.signal,
      });
      swept.push(counts);
    }
  }
  return swept;
}

const LOOK_MS = 1_000;
/** The queue's counts are approximate: empty is what is empty three times. */
const EMPTY_LOOKS = 3;
/** Beside live traffic a queue is never empty: it has got shorter, or this is what it always holds. */
const PATIENCE_LOOKS = 10;

/**
 * Waits until the consumer has taken in what the scan sent: each document whose marks are not new yet costs a read. It is for
 * the price alone: a queue that does not get empty delays the sweep, and no more.
 */
async function applied({ clients, deployment }: Deployed, { name }: Consumer, signal: AbortSignal): Promise<void> {
  const url = deployment.consumers.find((consumer) => consumer.name === name)?.bufferUrl;
  if (url === undefined) return;
  let [empty, stuck, least] = [0, 0, Infinity];
  while (empty < EMPTY_LOOKS && stuck < PATIENCE_LOOKS && !signal.aborted) {
    const messages = await countMessages(clients.sqs, url);
    empty = messages === 0 ? empty + 1 : 0;
    stuck = messages < least ? 0 : stuck + 1;
    least = Math.min(least, messages);
    await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
