import { type Outcome, postpone, type ChangeOf } from 'headwater/function';
import type { Order } from './order.ts';

/**
 * The shop's books. Each step moves the order and the shelf together or not at all, and only from the state that it
 * expects: done twice, or too late, it changes nothing.
 */
export interface Books {
  /** `placed` -> `reserved`, and off the shelf. @returns `sold-out` when the shelf holds too little; then nothing changed */
  reserve(order: Order): Promise<'done' | 'sold-out'>;
  /** `reserved` -> `paid`. */
  settle(order: Order): Promise<void>;
  /** `placed` -> `cancelled`. */
  cancel(order: Order, because: string): Promise<void>;
  /** The compensation: `reserved` -> `cancelled`, and back on the shelf. */
  release(order: Order, because: string): Promise<void>;
}

/** A payment provider. Asked again for the same order, it charges no second time and answers the same. */
export interface Payments {
  charge(orderId: string, card: string, amount: string): Promise<'charged' | 'declined' | 'unavailable'>;
}

export interface CheckoutPorts {
  readonly books: Books;
  readonly payments: Payments;
}

/** One step of the saga, taken when an order enters a state. What the step writes is the event of the next step. */
export async function checkOut(
  change: ChangeOf<Order>,
  { books, payments }: CheckoutPorts,
): Promise<Outcome | undefined> {
  if (change.operation === 'deleted') return undefined;
  const order = change.after;
  if (order.state === 'placed') {
    if ((await books.reserve(order)) === 'sold-out') await books.cancel(order, 'sold out');
    return undefined;
  }
  if (order.state !== 'reserved') return undefined;
  const payment = await payments.charge(order.id, order.card, String(order.amount));
  switch (payment) {
    case 'charged':
      await books.settle(order);
      return undefined;
    case 'declined':
      await books.release(order, 'payment declined');
      return undefined;
    case 'unavailable':
      return postpone(`order ${order.id}: the payment provider does not answer`);
  }
}
