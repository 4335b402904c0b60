import type { TableItem } from '../../shared/adapters/memory/source-table.ts';
import { damage } from './damage.ts';
import { drain, flow } from './drain.ts';
import {
  breakMappings,
  chosen,
  deploy,
  exportLetters,
  mend,
  off,
  purge,
  redrive,
  replay,
  restore,
  scan,
  sendExported,
  setAside,
  wait,
} from './operate.ts';
import { forge, repair, sweep } from './reads.ts';
import type { Step, StepOf } from './steps.ts';
import { runConsumer } from './world/consumer-run.ts';
import type { Fate } from './world/invocation.ts';
import { runBackfill, runNormalizer, runSends, runSetAside } from './world/normalizer-run.ts';
import { ENTITY_NAMES, written } from './world/shop.ts';
import { resume } from './world/stages.ts';
import { SECOND, SKEW } from './world/times.ts';
import { changeIds } from './world/watch.ts';
import type { World } from './world/world.ts';

/** Does one step; what cannot be done now does nothing. */
export async function act(world: World, step: Step): Promise<void> {
  if (world.isEmptyDownstream()) world.emptyAt = world.now;
  switch (step.do) {
    case 'put':
    case 'touch':
    case 'delete':
    case 'expire':
      write(world, step);
      break;
    case 'normalize':
      return normalizeNext(world, step.lane, step.most, step.fates);
    case 'deliver':
      return deliver(world, step);
    case 'consume':
      return consume(world, step);
    case 'resume': {
      const running = [...world.running][step.which % Math.max(1, world.running.size)];
      return running && resume(world, running, step.fates);
    }
    case 'scan':
      scan(world, step.keys, seconds(step.skew));
      break;
    case 'backfill':
      if (world.pages.length === 0) scan(world, world.keys, 0);
      return runBackfill(world, step.most, step.fates);
    case 'replay':
      replay(world, step);
      break;
    case 'wait':
      wait(world, step.milliseconds);
      break;
    case 'redrive':
      redrive(world, chosen(world.consumers, step.consumer), step.most);
      break;
    case 'export':
      exportLetters(world, chosen(world.consumers, step.consumer));
      break;
    case 'send exported':
      sendExported(world, step.which);
      break;
    case 'give up':
      setAside(world, step.lane, step.most);
      break;
    case 'send set aside': {
      const objects = world.setAside.filter(({ busy }) => !busy);
      return objects.length === 0 ? undefined : runSetAside(world, chosen(objects, step.which), step.fates);
    }
    case 'sweep':
      await sweep(world, chosen(world.consumers, step.consumer), seconds(step.skew));
      return;
    case 'repair': {
      const consumer = chosen(world.consumers, step.consumer);
      for (const entity of ENTITY_NAMES) await repair(world, consumer, { entity, key: step.key }, seconds(step.skew));
      return;
    }
    case 'send':
      return runSends(world, step.most, step.fates);
    case 'forge':
      forge(world, step, step.minutes);
      return;
    case 'damage':
      return damage(world, step.entity, step.key, step.how);
    case 'deploy':
      deploy(world, step.part);
      break;
    case 'restore':
      restore(world, step);
      break;
    case 'strange message':
      chosen(world.consumers, step.consumer).buffer.send('{"detail-type":"film.created","detail":{}}');
      world.tell(`someone sends a strange message to ${chosen(world.consumers, step.consumer).name}`);
      break;
    case 'flow':
      return flow(world);
    case 'purge':
      purge(world);
      break;
    case 'mend':
      mend(world);
      break;
    case 'break':
      breakMappings(world);
      break;
    case 'drain':
      return drain(world);
  }
}

/** A clock that is off by -29 to 29 seconds. */
function seconds(skew: number): number {
  return skew * SECOND - SKEW;
}

function write(world: World, step: StepOf<'put' | 'touch' | 'delete' | 'expire'>): void {
  const { key } = step;
  const before = world.table.get(key);
  world.now += 100;
  world.tableSkew = seconds(step.skew);
  switch (step.do) {
    case 'put': {
      const { kind, title, price } = step;
      const item: TableItem = {
        id: { S: key },
        kind: { S: kind },
        price: { N: String(price) },
        ...(title !== undefined && namesOf(written(title))),
      };
      world.tell(`put ${kind} ${key}: ${title ?? 'no title'}, price ${price}${off(world.tableSkew)}`);
      world.wrote(key, world.table.put(item));
      return;
    }
    case 'touch':
      if (!before) return;
      world.tell(`touch ${key}: an attribute that no entity declares${off(world.tableSkew)}`);
      world.wrote(key, world.table.put({ ...before, note: { S: String(world.now) } }));
      return;
    case 'delete':
    case 'expire':
      if (!before) return;
      world.tell(`${step.do} ${key}${off(world.tableSkew)}`);
      world.wrote(key, world.table.delete(key, step.do === 'expire' ? 'expiry' : 'request'));
      return;
  }
}

/** The attribute of either version. */
function namesOf(title: string): TableItem {
  return { title: { S: title }, name: { S: title } };
}

async function normalizeNext(world: World, which: number, most: number, fates: readonly Fate[]): Promise<void> {
  const ready = world.lanes.filter(({ busy, records, read }) => !busy && read < records.length);
  if (ready.length > 0) await runNormalizer(world, chosen(ready, which), most, fates);
}

/** What waits upstream is delivered when there is nothing to consume: few steps are then in vain. */
async function consume(world: World, { consumer, which, most, fates }: StepOf<'consume'>): Promise<void> {
  const chosenOne = chosen(world.consumers, consumer);
  let next = which;
  const choose = (count: number): number => (next = (next * 5 + 3) % 64) % count;
  let messages = chosenOne.buffer.receive(most, choose);
  if (messages.length === 0) {
    await deliver(world, { do: 'deliver', which, most: 6, how: 'once' });
    messages = chosenOne.buffer.receive(most, choose);
  }
  await runConsumer(world, chosenOne, messages, fates);
}

async function deliver(world: World, { which, most, how }: StepOf<'deliver'>): Promise<void> {
  if (world.bus.pending.length === 0) await normalizeNext(world, which, most, []);
  for (let count = 0; count < most && world.bus.pending.length > 0; count += 1) {
    const at = (which + count * 7) % world.bus.pending.length;
    const { rule, body } = chosen(world.bus.pending, at);
    const consumer = world.consumers.find(({ name }) => name === rule);
    const what = changeIds(body).join(' ');
    if (how !== 'twice') world.bus.pending.splice(at, 1);
    if (how === 'never') {
      consumer?.ruleDeadLetters.push({ body, since: world.now });
      world.tell(`the bus gives up on ${what} for ${rule}: rule DLQ`);
    } else {
      const id = consumer?.buffer.send(body);
      world.tell(`the bus delivers ${what} to ${rule} as ${id ?? ''}${how === 'twice' ? ', and will again' : ''}`);
    }
  }
}
