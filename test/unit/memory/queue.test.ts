import { describe, expect, test } from 'vitest';
import { MemoryQueue } from '../../../shared/adapters/memory/queue.ts';

function queueAt(time = { now: 0 }, maximumReceives = Infinity) {
  const now = (): number => time.now;
  const dead = new MemoryQueue({ now });
  const queue = new MemoryQueue({ now, visibilityMs: 100, redrive: { to: dead, maximumReceives } });
  return { time, queue, dead };
}

describe('a queue in memory', () => {
  test('hides a received message until its visibility timeout is over, then gives it out again', () => {
    const { time, queue } = queueAt();
    queue.send('hello');

    const [first] = queue.receive(10);
    const meanwhile = queue.receive(10);
    time.now = 100;
    const [second] = queue.receive(10);

    expect(first).toMatchObject({ body: 'hello', receives: 1 });
    expect(meanwhile).toEqual([]);
    expect(second).toMatchObject({ id: first?.id, receives: 2 });
    expect(second?.receiptHandle).not.toBe(first?.receiptHandle);
  });

  test('forgets a message only when it is deleted', () => {
    const { queue } = queueAt();
    queue.send('hello');
    const [message] = queue.receive(1);

    expect(queue.messages()).toHaveLength(1);
    expect(queue.delete(message?.receiptHandle ?? '')).toBe(true);
    expect(queue.messages()).toEqual([]);
    expect(queue.delete(message?.receiptHandle ?? '')).toBe(false);
  });

  test('gives out messages in the order that is chosen', () => {
    const { queue } = queueAt();
    for (const body of ['a', 'b', 'c']) queue.send(body);

    expect(queue.receive(2, (count) => count - 1).map(({ body }) => body)).toEqual(['c', 'b']);
  });

  test('puts off a message by its latest handle only', () => {
    const { time, queue } = queueAt();
    queue.send('hello');
    const [first] = queue.receive(1);
    time.now = 100;
    const [second] = queue.receive(1);

    expect(queue.changeVisibility(first?.receiptHandle ?? '', 5)).toBe(false);
    expect(queue.changeVisibility(second?.receiptHandle ?? '', 5)).toBe(true);
    expect(queue.nextVisibleAt()).toBe(105);
  });

  test('moves a message to the DLQ instead of giving it out once too often; its age goes on', () => {
    const { time, queue, dead } = queueAt({ now: 7 }, 2);
    queue.send('hello', { colour: 'red' });
    for (time.now of [100, 200, 300]) queue.receive(1);

    expect(queue.messages()).toEqual([]);
    expect(dead.messages()).toMatchObject([{ body: 'hello', attributes: { colour: 'red' }, sentAt: 7 }]);
  });
});
