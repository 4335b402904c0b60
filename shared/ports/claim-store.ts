import type { Claim } from '../domain/change/claim.ts';

/** Keeps rows that are too large for an event, for longer than any event that refers to them can come. */
export interface ClaimStore {
  /** Storing the same again overwrites it with the same. @throws HeadwaterError HW_CLAIM_UNAVAILABLE: try again */
  put(claim: Claim, body: string): Promise<void>;
  /** @returns undefined when nothing lies there (any more). @throws HeadwaterError HW_CLAIM_UNAVAILABLE: try again */
  get(claim: Claim): Promise<string | undefined>;
}
