import { KEEPS, LONGEST_DOWNSTREAM } from './times.ts';
import { canBeRedriven, type World } from './world.ts';

/** When deliveries began to wait on the bus. */
const pendingSince = new WeakMap<object, number>();

/** The first time at which something would be lost to its retention. */
export function nextDeadline(world: World): number {
  const times: number[] = [];
  for (const { records, read } of world.lanes) {
    for (let at = read; at < records.length; at += 1) times.push((records[at]?.writtenAt ?? Infinity) + KEEPS.stream);
  }
  for (const { scannedAt } of world.pages) times.push(scannedAt + KEEPS.stream);
  for (const { since } of world.sends) times.push(since + KEEPS.stream);
  for (const { since } of world.setAside) times.push(since + KEEPS.failures);
  for (const { since } of world.running) times.push(since + KEEPS.invocation);
  for (const delivery of world.bus.pending) {
    // Time passes while everybody waits, apart from parts of seconds.
    if (!pendingSince.has(delivery)) pendingSince.set(delivery, world.now);
    times.push((pendingSince.get(delivery) ?? Infinity) + KEEPS.delivery);
  }
  for (const { buffer, deadLetters, ruleDeadLetters } of world.consumers) {
    for (const { sentAt } of buffer.messages()) times.push(sentAt + KEEPS.buffer);
    for (const letter of deadLetters.messages()) {
      if (canBeRedriven(letter)) times.push(letter.sentAt + KEEPS.deadLetters);
    }
    for (const { since } of ruleDeadLetters) times.push(since + KEEPS.ruleDeadLetters);
  }
  if (!world.isEmptyDownstream()) times.push(world.emptyAt + LONGEST_DOWNSTREAM);
  return Math.min(...times);
}
