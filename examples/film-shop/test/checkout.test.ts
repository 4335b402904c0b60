import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkOut, type Payments } from '../checkout/checkout.ts';
import type { Order } from '../checkout/order.ts';
import { testPayments } from '../checkout/payments.ts';
import { MemoryBooks } from './memory-books.ts';

function order(id: string, more: Partial<Order> = {}): Order {
  return { id, filmId: 'f1', store: 'lagos', quantity: 2, amount: 25, card: 'good', state: 'placed', ...more };
}

function shopWith(quantity: number, ...orders: readonly Order[]): MemoryBooks {
  const books = new MemoryBooks();
  books.shelves.set('f1|lagos', quantity);
  for (const one of orders) books.place(one);
  return books;
}

/** Delivers every change in turn, those that the steps write too. */
async function settle(books: MemoryBooks, payments: Payments = testPayments): Promise<void> {
  for (const change of books.changes) await checkOut(change, { books, payments });
}

test('an order that is paid takes its films off the shelf', async () => {
  const books = shopWith(5, order('o1'));

  await settle(books);

  expect(books.orders.get('o1')?.state).toBe('paid');
  expect(books.quantity(order('o1'))).toBe(3);
  expect(books.changes.map(({ operation }) => operation)).toEqual(['created', 'updated', 'updated']);
});

test('a declined payment puts the films back, and says why the order is cancelled', async () => {
  const books = shopWith(5, order('o1', { card: 'declined' }));

  await settle(books);

  expect(books.orders.get('o1')).toMatchObject({ state: 'cancelled', cancelledBecause: 'payment declined' });
  expect(books.quantity(order('o1'))).toBe(5);
});

test('an order of more than there is is cancelled, and nothing is charged', async () => {
  const books = shopWith(1, order('o1'));
  const payments: Payments = { charge: () => Promise.reject(new Error('charged')) };

  await settle(books, payments);

  expect(books.orders.get('o1')).toMatchObject({ state: 'cancelled', cancelledBecause: 'sold out' });
  expect(books.quantity(order('o1'))).toBe(1);
});

test('a payment provider that is away leaves the order reserved, and the step comes again', async () => {
  const books = shopWith(5, order('o1'));
  const away: Payments = { charge: () => Promise.resolve('unavailable') };
  await settle(books, away);
  const reserved = books.changes.at(-1);
  if (!reserved) throw new Error('nothing was reserved');

  expect(await checkOut(reserved, { books, payments: away })).toMatchObject({ status: 'retry' });
  expect(await checkOut(reserved, { books, payments: testPayments })).toBeUndefined();

  expect(books.orders.get('o1')?.state).toBe('paid');
});

class Crash extends Error {}

/** Each call may die before its effect or after it, as a function may. */
function crashing(books: MemoryBooks, payments: Payments, dies: () => 'before' | 'after' | 'not') {
  const wrap =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const when = dies();
      if (when === 'before') throw new Crash();
      const result = await call(...args);
      if (when === 'after') throw new Crash();
      return result;
    };
  return {
    books: {
      reserve: wrap((one: Order) => books.reserve(one)),
      settle: wrap((one: Order) => books.settle(one)),
      cancel: wrap((one: Order, because: string) => books.cancel(one, because)),
      release: wrap((one: Order, because: string) => books.release(one, because)),
    },
    payments: { charge: wrap((...args: Parameters<Payments['charge']>) => payments.charge(...args)) },
  };
}

function nextOf<T>(values: Iterator<T, unknown>, otherwise: T): T {
  const next = values.next();
  return next.done === true ? otherwise : next.value;
}

test('whatever crashes, is doubled or overtakes another: every order ends, and no film is lost or sold twice', async () => {
  const orders = fc.array(
    fc.record({ quantity: fc.integer({ min: 1, max: 4 }), card: fc.constantFrom('good', 'declined') }),
    { minLength: 1, maxLength: 6 },
  );
  const deaths = fc.infiniteStream(
    fc.constantFrom('before' as const, 'after' as const, 'not' as const, 'not' as const),
  );
  await fc.assert(
    fc.asyncProperty(orders, deaths, fc.infiniteStream(fc.nat()), async (drawn, dies, picks) => {
      const placed = drawn.map((one, index) => order(`o${index}`, one));
      const books = shopWith(8, ...placed);
      const mortal = crashing(books, testPayments, () => nextOf(dies, 'not'));
      const delivered = new Set<number>();
      for (let round = 0; delivered.size < books.changes.length && round < 500; round += 1) {
        // Any change at any time, also again; it is acknowledged only when its step has ended.
        const at = nextOf(picks, 0) % books.changes.length;
        const change = books.changes[at];
        if (!change) continue;
        const ended = await checkOut(change, mortal).then(
          () => true,
          () => false,
        );
        if (ended) delivered.add(at);
      }
      await settle(books);

      const ends = [...books.orders.values()];
      const sold = ends.filter(({ state }) => state === 'paid').reduce((sum, { quantity }) => sum + quantity, 0);
      expect(ends.every(({ state }) => state === 'paid' || state === 'cancelled')).toBe(true);
      expect(books.quantity(order('o'))).toBe(8 - sold);
      expect(ends.filter(({ card, state }) => card === 'declined' && state === 'paid')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
