import type { Books } from '../checkout/checkout.ts';
import type { Order } from '../checkout/order.ts';
import type { ChangeOf } from 'headwater/function';
import { created, updated } from './changes.ts';

/** The shop's books in memory, with the changes that its stream would carry. */
export class MemoryBooks implements Books {
  readonly orders = new Map<string, Order>();
  readonly shelves = new Map<string, number>();
  readonly changes: ChangeOf<Order>[] = [];
  #sequence = 0;

  place(order: Order): void {
    this.#write(order);
  }

  quantity({ filmId, store }: Pick<Order, 'filmId' | 'store'>): number {
    return this.shelves.get(`${filmId}|${store}`) ?? 0;
  }

  reserve(order: Order): Promise<'done' | 'sold-out'> {
    if (this.orders.get(order.id)?.state !== 'placed') return Promise.resolve('done');
    if (this.quantity(order) < order.quantity) return Promise.resolve('sold-out');
    this.#shelve(order, -order.quantity);
    this.#move(order, 'placed', { state: 'reserved' });
    return Promise.resolve('done');
  }

  settle(order: Order): Promise<void> {
    this.#move(order, 'reserved', { state: 'paid' });
    return Promise.resolve();
  }

  cancel(order: Order, because: string): Promise<void> {
    this.#move(order, 'placed', { state: 'cancelled', cancelledBecause: because });
    return Promise.resolve();
  }

  release(order: Order, because: string): Promise<void> {
    if (this.#move(order, 'reserved', { state: 'cancelled', cancelledBecause: because })) {
      this.#shelve(order, order.quantity);
    }
    return Promise.resolve();
  }

  #move({ id }: Order, from: string, to: Partial<Order>): boolean {
    const stored = this.orders.get(id);
    if (stored?.state !== from) return false;
    this.#write({ ...stored, ...to });
    return true;
  }

  #shelve({ filmId, store }: Order, quantity: number): void {
    this.shelves.set(`${filmId}|${store}`, this.quantity({ filmId, store }) + quantity);
  }

  #write(order: Order): void {
    const known = this.orders.has(order.id);
    this.orders.set(order.id, order);
    this.#sequence += 1;
    this.changes.push((known ? updated : created)('order', order.id, this.#sequence, order));
  }
}
