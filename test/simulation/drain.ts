import { finishDeploy, mend, purge, redrive, scan, wait } from './operate.ts';
import { repair, repairHistory, sweep } from './reads.ts';
import { ENTITY_NAMES } from './world/shop.ts';
import { runConsumer } from './world/consumer-run.ts';
import { runBackfill, runNormalizer, runSends, runSetAside } from './world/normalizer-run.ts';
import { resume } from './world/stages.ts';
import { MINUTE, SECOND, SKEW } from './world/times.ts';
import type { SimulatedConsumer, World } from './world/world.ts';

const MOST_ROUNDS = 60;

/** Once through the pipeline, without faults: what can be read is published, delivered and consumed. Scanned pages wait. */
export async function flow(world: World): Promise<void> {
  for (const lane of world.lanes) await runNormalizer(world, lane, 20, []);
  await deliverAll(world);
}

async function deliverAll(world: World): Promise<void> {
  for (const { rule, body } of world.bus.pending.splice(0)) {
    world.consumers.find(({ name }) => name === rule)?.buffer.send(body);
  }
  for (const consumer of world.consumers) await runConsumer(world, consumer, consumer.buffer.receive(20), []);
}

/** Lets everything that is under way come to its end, without faults: what is put off is waited for, dead letters are sent again. */
export async function drain(world: World): Promise<void> {
  world.tell('== from here on nothing fails, until everything is delivered');
  mend(world);
  finishDeploy(world);
  for (let round = 0; round < MOST_ROUNDS && !world.isEmpty(); round += 1) {
    for (const running of [...world.running]) await resume(world, running, []);
    for (const object of [...world.setAside]) await runSetAside(world, object, []);
    await runBackfill(world, 20, []);
    await runSends(world, 20, []);
    for (const consumer of world.consumers) redrive(world, consumer, 20);
    await flow(world);
    if (!world.isEmpty()) waitForQueues(world);
  }
  if (!world.isEmpty()) world.fault('the pipeline does not come to rest');
  world.emptyAt = world.now;
}

/** The longest that a change of the old stream can seem to lie behind a restore, by a clock that is fast. */
const AFTER_RESTORE = MINUTE + 2 * SKEW + SECOND;

/** The end of every history. What the old stream still has to tell may come before the scanned rows, or after them. */
export async function finish(world: World, pagesFirst: boolean): Promise<void> {
  if (world.restoredAt === undefined) await drain(world);
  else await finishRestore(world, world.restoredAt, pagesFirst);
  for (let look = 1; world.owesLook && look <= MOST_LOOKS; look += 1) await lookAtAll(world);
  if (world.owesLook) world.fault(`after ${MOST_LOOKS} repairs a look finds what is to be repaired`);
}

/** After a restore the stores are owed a scan and, when the old stream is at its end, a sweep: both later than the margin. */
async function finishRestore(world: World, restoredAt: number, pagesFirst: boolean): Promise<void> {
  if (pagesFirst) await sweepBeforeTheRest(world, restoredAt);
  await drain(world);
  if (world.scannedAt < restoredAt + AFTER_RESTORE) {
    wait(world, AFTER_RESTORE);
    scan(world, world.keys, 0);
  }
  for (const consumer of world.consumers) await sweep(world, consumer, 0);
  await drain(world);
}

/** What a sweep took away must not come back by what the old stream still has to tell. */
async function sweepBeforeTheRest(world: World, restoredAt: number): Promise<void> {
  wait(world, AFTER_RESTORE);
  // What is at its retention, or a run at Lambda's limit, does not wait for the margin.
  if (world.now < restoredAt + AFTER_RESTORE) return;
  scan(world, world.keys, 0);
  await runBackfill(world, world.pages.length, []);
  await deliverAll(world);
  const swept: { readonly consumer: SimulatedConsumer; readonly names: readonly string[] }[] = [];
  for (const consumer of world.consumers) swept.push({ consumer, names: await sweep(world, consumer, 0) });
  await runSends(world, world.sends.length, []);
  await deliverAll(world);
  purge(world);
  await drain(world);
  for (const { consumer, names } of swept) {
    const back = (await consumer.store.names()).filter((name) => names.includes(name));
    for (const name of back) {
      if (world.truth.damaged.has(name)) continue;
      if (!world.truth.rows(consumer.filtered).has(name) && !world.truth.isOpen(name, consumer.filtered))
        world.fault(`${consumer.name} shows ${name} again, which a sweep had taken away`);
    }
  }
}

const MOST_LOOKS = 4;

/** Verify and repair, until a look finds nothing left to mend. */
async function lookAtAll(world: World): Promise<void> {
  let differs = false;
  for (const consumer of world.consumers) {
    const isHistory = consumer.store === world.history;
    if (isHistory && world.truth.forged.size === 0) continue;
    for (const entity of ENTITY_NAMES) {
      for (const key of world.keys) {
        const place = { entity, key };
        const found = await (isHistory ? repairHistory(world, consumer, place) : repair(world, consumer, place, 0));
        differs ||= found;
      }
    }
  }
  world.owesLook = differs;
  await drain(world);
}

function waitForQueues(world: World): void {
  const times = world.consumers.flatMap(({ buffer, deadLetters }) => [
    buffer.nextVisibleAt(),
    deadLetters.nextVisibleAt(),
  ]);
  const next = Math.min(...times.filter((time) => time !== undefined && time > world.now).map(Number));
  if (Number.isFinite(next)) world.now = next;
}
