/** What every claim store does; each store's own test file runs it. */
import { describe, expect, test } from 'vitest';
import { claimFor, redeemed } from '../../shared/domain/change/claim.ts';
import type { ClaimStore } from '../../shared/ports/claim-store.ts';

export interface OpenClaims {
  readonly store: ClaimStore;
  /** Takes an object away, as its life-cycle does. */
  readonly expire: (key: string) => Promise<void>;
  /** A store that cannot be reached. */
  readonly down: ClaimStore;
}

function large(title: string) {
  return claimFor({
    entity: 'film',
    operation: 'created',
    id: 'e1',
    key: 'f1',
    position: 'g/1',
    at: '2026-11-23T18:52:07Z',
    after: { title },
  });
}

export function claimStoreContract(open: () => Promise<OpenClaims>): void {
  describe('a claim store', () => {
    test('gives back what was stored, to the byte', async () => {
      const { store } = await open();
      const { body, referring } = large('Amélie \u0000\uFFFF 😀 '.repeat(20_000));

      await store.put(referring.claim, body);
      await store.put(referring.claim, body);

      const got = await store.get(referring.claim);
      expect(got === body).toBe(true);
      expect(redeemed(referring, got ?? '')).toBeDefined();
    });

    test('says that something is gone, once it has expired or never was', async () => {
      const { store, expire } = await open();
      const { body, referring } = large('gone');

      expect(await store.get(referring.claim)).toBeUndefined();
      await store.put(referring.claim, body);
      await expire(referring.claim.key);

      expect(await store.get(referring.claim)).toBeUndefined();
    });

    test('that is down says so, for it is to be tried again', async () => {
      const { down } = await open();
      const { body, referring } = large('down');
      const retryable = { code: 'HW_CLAIM_UNAVAILABLE', retryable: true };

      await expect(down.put(referring.claim, body)).rejects.toMatchObject(retryable);
      await expect(down.get(referring.claim)).rejects.toMatchObject(retryable);
    });

    test('never gives another object for the one that is meant', async () => {
      const { store } = await open();
      const { referring } = large('the one that is meant');
      const other = large('another');
      await store.put({ ...other.referring.claim, key: referring.claim.key }, other.body);

      const got = (await store.get(referring.claim)) ?? '';

      expect(redeemed(referring, got)).toBeUndefined();
    });
  });
}
