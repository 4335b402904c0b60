import type { Entity } from '../definition/entity.ts';
import type { ConsumerBase } from '../definition/headwater.ts';
import type { SettingsOf } from '../definition/shape.ts';

/** The stores that can be read back: OpenSearch's indices, and the analytics copy in S3. */
export type StoreKind = 'search' | 'analytics';

/**
 * What a type of consumer is, as far as no technology is needed to say it. All that asks about consumers asks here: no
 * other code compares types.
 */
export interface ConsumerFacts<C extends ConsumerBase> {
  /** Other systems' words for the type: `opensearch`. */
  readonly aka: readonly string[];
  /** Schemas of the settings that other types do not have. */
  readonly settings: SettingsOf<Omit<C, keyof ConsumerBase | 'type'>>;
  /**
   * The store that it keeps in step with the table, which `verify`, `get`, `repair`, `forget` and the sweep of a backfill
   * read. `none`: what it does cannot be read back, so it takes rows again and is compared with nothing.
   */
  readonly keeps: StoreKind | 'none';
  /** Whether the auditor compares a sample of its store every hour, and an alarm tells of drift. */
  readonly audited: boolean;
  /** `own-handler`: a handler of the user's may run without our runtime, and then the ledger has no counts of it. */
  readonly counts: 'always' | 'own-handler';
  /** Who has been given rows, where `forget` cannot reach: `your functions`. @default nobody */
  readonly spreadsTo?: string;
  /** What is wrong with its own settings, a line each, beginning with `where`. */
  problems(consumer: C, where: string, tableNames: readonly unknown[]): readonly string[];
  /** What its store cannot take of an entity, a line each: else the deploy would fail in its middle. */
  storeLimits(entity: Entity): readonly string[];
  /** Whether what it does cannot be done twice: it takes no replay, backfill or repair. */
  hasSideEffects(consumer: C): boolean;
  /** Handlers of the user's, as paths from the folder of headwater.config.ts. */
  ownHandlers(consumer: C): readonly string[];
  /** Names of queues that are made for what it sends. */
  ownQueues(consumer: C): readonly string[];
}

/** Of a type without settings, files and effects of its own. */
export const PLAIN = {
  settings: {},
  problems: () => [],
  storeLimits: () => [],
  hasSideEffects: () => false,
  ownHandlers: () => [],
  ownQueues: () => [],
} as const;
