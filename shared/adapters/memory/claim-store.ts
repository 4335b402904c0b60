import type { Claim } from '../../domain/change/claim.ts';
import { HeadwaterError } from '../../domain/errors.ts';
import type { ClaimStore } from '../../ports/claim-store.ts';

/** Rows in memory; while `down` it answers nothing and says so. */
export class MemoryClaimStore implements ClaimStore {
  readonly objects = new Map<string, string>();
  down = false;

  put({ key }: Claim, body: string): Promise<void> {
    if (this.down) return Promise.reject(unavailable(key));
    this.objects.set(key, body);
    return Promise.resolve();
  }

  get({ key }: Claim): Promise<string | undefined> {
    return this.down ? Promise.reject(unavailable(key)) : Promise.resolve(this.objects.get(key));
  }
}

function unavailable(key: string): HeadwaterError {
  return new HeadwaterError('HW_CLAIM_UNAVAILABLE', `${key}: the claim store is down`);
}
