import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { Consumer } from '../../shared/domain/definition/headwater.ts';
import type { Hash } from '../../shared/domain/row/protect.ts';
import type { Deployment } from '../../shared/runtime/deployment.ts';
import type { Copy } from '../../shared/runtime/verify/copy.ts';
import type { HeldKey } from '../backfill/sweep.ts';
import type { Deployed } from '../deployed.ts';
import type { Analytics } from '../verify/open-analytics.ts';

/** What of a consumer is compared: its rows of one entity. */
export interface Kept {
  readonly consumer: Consumer;
  readonly entity: Entity;
}

/** What is open already when copies are opened. */
export interface CopyParts {
  readonly hash: Hash | undefined;
  readonly analytics: Analytics | undefined;
  /** Whether the history is asked about search copies. */
  readonly history: boolean;
}

/** What the copy of a consumer is, beside whose it is. */
export type OpenedCopy = Omit<Copy, 'consumer' | 'entity' | 'generation'>;

export interface SweptStore extends AsyncDisposable {
  /** Makes what was applied visible, then gives every row that the store holds. */
  documents(entity: string): AsyncIterable<HeldKey>;
}

/** What the command line opens to read a type's store. */
export interface ConsumerPorts {
  /** Whether the deployment has the store. */
  isThere(deployment: Deployment): boolean;
  /** Whether its copies cannot be opened without the history. */
  readonly needsHistory: boolean;
  /** Why an entity's rows cannot be read; undefined when they can be. */
  faultOf(entity: string, parts: CopyParts): string | undefined;
  /** For `verify`, `get` and `repair`. */
  copyOf(deployed: Deployed, kept: Kept, parts: CopyParts): OpenedCopy;
  /** For the sweep of a backfill. @returns undefined when there is nothing to look through */
  openStore(deployed: Deployed, consumer: Consumer): Promise<SweptStore | undefined>;
}
