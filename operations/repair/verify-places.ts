import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import { besideUnreadable, Tally, verification, type Verification } from '../../shared/runtime/verify/result.ts';
import { settle, suspectsAmong } from '../../shared/runtime/verify/settle.ts';
import { tableOf } from '../../shared/runtime/verify/verify.ts';
import type { Copy, Difference } from '../../shared/runtime/verify/copy.ts';
import { countMessages } from '../deployment/queues.ts';
import type { Deployed } from '../deployed.ts';
import type { DriftPlace } from '../verify/drift-file.ts';
import type { OpenCopies } from '../verify/open-copies.ts';

const EXAMPLES = 10;
/** A consumer that is down keeps its messages: what it makes of them will not be seen here. */
const DRAIN_WITHIN_MS = 120_000;
const BETWEEN_LOOKS_MS = 500;

interface VerifyPlaces {
  readonly graceSeconds: number;
  readonly signal: AbortSignal;
  /** What was not sent, and why. */
  readonly refusals: readonly Difference[];
}

/** Waits until the consumers have taken in what was sent to them, and looks again at the places that were to be mended. */
export async function verifyPlaces(
  deployed: Deployed,
  { copies, tables, unreadable }: Pick<OpenCopies, 'copies' | 'tables' | 'unreadable'>,
  places: () => AsyncIterable<DriftPlace>,
  { graceSeconds, signal, refusals }: VerifyPlaces,
): Promise<Verification> {
  await waitUntilDrained(deployed, new Set(copies.map(({ consumer }) => consumer)), signal);
  const results: ReturnType<Tally['result']>[] = [];
  const examples: Difference[] = [];
  for (const copy of copies) {
    const tally = new Tally();
    const source = tableOf(tables, copy);
    const options = { source, graceMs: graceSeconds * 1_000, marginMs: DEFAULT_MARGIN_MS, now: Date.now, signal };
    await copy.store.refresh(copy.entity);
    const keys = keysOf(places(), copy, () => (tally.rows += 1));
    const suspects = suspectsAmong(copy, keys, options);
    const known = new Map(refusals.filter(isOf(copy)).map((refusal) => [refusal.key, refusal]));
    for await (const found of settle(copy, suspects, Date.now(), tally.settled, options)) {
      const difference = known.get(found.key) ?? found;
      tally.add(difference);
      if (examples.length < EXAMPLES) examples.push(difference);
    }
    results.push(tally.result(copy, 0));
  }
  return besideUnreadable(verification(results, examples, 0), unreadable);
}

function isOf({ consumer, entity }: Copy): (difference: Difference) => boolean {
  return (difference) => difference.consumer === consumer && difference.entity === entity;
}

async function* keysOf(
  places: AsyncIterable<DriftPlace>,
  { consumer, entity }: Pick<DriftPlace, 'consumer' | 'entity'>,
  onKey: () => void,
): AsyncIterable<string> {
  for await (const place of places) {
    if (place.consumer !== consumer || place.entity !== entity) continue;
    onKey();
    yield place.key;
  }
}

async function waitUntilDrained(
  { clients, deployment, onProgress }: Deployed,
  consumers: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const queues = deployment.consumers.filter(({ name }) => consumers.has(name)).map(({ bufferUrl }) => bufferUrl);
  const deadline = Date.now() + DRAIN_WITHIN_MS;
  for (;;) {
    const counts = await Promise.all(queues.map((url) => countMessages(clients.sqs, url)));
    const waiting = counts.reduce((sum, count) => sum + count, 0);
    const done = waiting === 0 || Date.now() > deadline;
    onProgress({ of: 'repair', step: 'drains', messages: waiting, done });
    if (done) return;
    await delay(BETWEEN_LOOKS_MS, undefined, { signal });
  }
}
