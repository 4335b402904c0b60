import type { Payments } from './checkout.ts';

/** A provider for trying out, as real ones offer it: the card says how the payment ends. */
export const testPayments: Payments = {
  charge: (_orderId, card) => Promise.resolve(card.startsWith('declined') ? 'declined' : 'charged'),
};
