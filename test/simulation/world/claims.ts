/** Where large rows lie, until the bucket's life-cycle ends them: on the first day that it may. */
import type { ClaimStore } from '../../../shared/ports/claim-store.ts';
import { HeadwaterError } from '../../../shared/domain/errors.ts';
import { reached } from './aws.ts';
import type { Extent, Invocation } from './invocation.ts';
import { KEEPS } from './times.ts';
import type { World } from './world.ts';

export interface StoredClaim {
  readonly body: string;
  readonly storedAt: number;
}

/** The store as one invocation has it. */
export function claimsOf(invocation: Invocation<unknown>, world: World): ClaimStore {
  const { claims } = world;
  const attempt = <T>(name: string, happen: () => T): Promise<T> => {
    const tried = (extent: Extent): T => (reached(extent, 0) ? happen() : unavailable());
    return invocation.effect(name, tried, unavailable);
  };
  return {
    put: ({ key }, body) =>
      attempt('storing large rows', () => {
        claims.set(key, { body, storedAt: world.now });
      }),
    get: ({ key }) =>
      attempt('fetching large rows', () => {
        const claim = claims.get(key);
        return claim && claim.storedAt + KEEPS.claims > world.now ? claim.body : undefined;
      }),
  };
}

function unavailable(): never {
  throw new HeadwaterError('HW_CLAIM_UNAVAILABLE', 'simulated');
}
