import type { VoidedChange } from '../domain/change/voided.ts';

/** What is known to be false of an entity's changes. */
export interface VoidedChanges {
  /** @throws HeadwaterError HW_BUCKET_UNAVAILABLE, HW_VOIDED_DAMAGED */
  of(entity: string): Promise<readonly VoidedChange[]>;
}
