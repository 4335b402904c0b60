import type { WebhookConsumer } from '../consumers/webhook.ts';
import type { Filters } from '../filter/filter.ts';
import type { Entity } from './entity.ts';
import type { EntityPolicy } from './policy.ts';

/** A table that changes come from: settings of `defineTable`. */
export interface TableDefinition {
  /** Logical name: part of resource names and of events' `source`. Lower-case words with hyphens. */
  readonly name: string;
  readonly entities: readonly Entity[];
  /** Key attributes. */
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** The attribute that holds the expiry time in epoch seconds, when the table uses TTL. */
  readonly timeToLive?: string;
  /**
   * An item that no entity recognises: `ignore` it (counted), `reject` it to the rejected queue by its key, or
   * `reject-whole` with all its attributes. @default 'reject'
   */
  readonly unknownItems?: 'ignore' | 'reject' | 'reject-whole';
  /** An existing table; without it Headwater creates one. */
  readonly existing?: { readonly tableArn: string; readonly streamArn: string };
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'string' | 'number' | 'binary';
}

/** The settings of every consumer. */
export interface ConsumerBase {
  /** Lower-case words with hyphens: part of resource names. */
  readonly name: string;
  readonly entities: readonly Entity[];
  /** Entity name -> which of its rows the consumer sees: `{ film: where(film, { genre: 'Comedy' }) }`. @default all rows */
  readonly filters?: Filters;
  /** Messages per invocation, 1 to 10,000 (over 10 needs a window). @default 100 */
  readonly batchSize?: number;
  /** Seconds to wait for a full batch, 0 to 300. @default 1 */
  readonly batchWindowSeconds?: number;
  /** Concurrent invocations, 2 to 1000: the store's protection. @default 5 */
  readonly maximumConcurrency?: number;
  /** Receives before a message goes to the DLQ, 1 to 1000. @default 100: about 4 hours of an outage (see retry-delay.ts) */
  readonly maximumReceives?: number;
  /** By entity: what this consumer is not to see, beyond the entity's own policy. @default none */
  readonly policy?: Readonly<Record<string, EntityPolicy>>;
}

/** Keeps OpenSearch indices, one per entity. */
export interface SearchConsumer extends ConsumerBase {
  readonly type: 'search';
}

/** Writes every change to S3 as Parquet. */
export interface AnalyticsConsumer extends ConsumerBase {
  readonly type: 'analytics';
}

/** Seconds that a consumer's function may run. */
export const FUNCTION_TIMEOUT_SECONDS = 30;

/** Runs a function of your own for each batch of changes. */
export interface FunctionConsumer extends ConsumerBase {
  readonly type: 'function';
  /** Path of the handler's file, from the folder of headwater.config.ts; it exports `handler` (see functions/own/function-consumer.ts). */
  readonly handler: string;
  /**
   * What it does cannot be repeated (mail, payment): it takes no replay, snapshot or repair, and runs each change at most
   * once (docs/side-effects.md). @default false
   */
  readonly sideEffects?: boolean;
  /** Names of the definition's tables whose items it may read and write by key: `context.table(name)`. @default none */
  readonly writesTo?: readonly string[];
  /** Names of queues that are made for what it sends: `context.queue(name)`. @default none */
  readonly sendsTo?: readonly string[];
}

/**
 * The types of consumers: the one list. What a type is stands in three records that have an entry for each:
 * shared/domain/consumers/facts.ts, operations/consumers/ports.ts and infra/consumers/resources.ts.
 */
export interface ConsumersByType {
  readonly search: SearchConsumer;
  readonly analytics: AnalyticsConsumer;
  readonly function: FunctionConsumer;
  readonly webhook: WebhookConsumer;
}

export type ConsumerType = keyof ConsumersByType;

/** Who is told of changes: settings of `defineConsumer`. */
export type Consumer = ConsumersByType[ConsumerType];

/** A question to the analytics copy. */
export interface NamedQuery {
  /** Lower-case words with hyphens. */
  readonly name: string;
  readonly description: string;
  /**
   * One SELECT over `<entity>_history` (every change once) and `<entity>_current` (each key's latest row), in words that
   * Athena (Trino) and DuckDB share. A `?` stands for each parameter.
   */
  readonly sql: string;
  /** What each `?` stands for, in order. @default none */
  readonly parameters?: readonly string[];
}

/** The whole: settings of `defineHeadwater`, and what it gives back. */
export interface HeadwaterDefinition {
  /**
   * Path of a .ts file, from the folder of headwater.config.ts, that adds verbs to the command line: its default export is an
   * `AddVerbs`. @default none
   */
  readonly verbs?: string;
  /** Part of every stack's name. Lower-case words with hyphens. */
  readonly name: string;
  readonly tables: readonly TableDefinition[];
  readonly consumers: readonly Consumer[];
  /** How long the bus's archive keeps events. @default 30 */
  readonly archiveDays?: number;
  /**
   * From how many bytes of an event on the rows of a change travel by reference through S3, 65,536 to 900,000.
   * @default 240,000
   */
  readonly claimCheck?: { readonly bytes: number };
  /**
   * Makes what `backfill --via export` needs, for tables that one process cannot scan: a bucket, a state machine and its
   * worker for each table. @default false
   */
  readonly exportBackfill?: boolean;
  /** Questions to the analytics copy, by name: `npx headwater query --named <name>`, and saved in Athena. @default none */
  readonly queries?: readonly NamedQuery[];
  /** An existing OpenSearch endpoint (https://...); without it Headwater creates a domain. */
  readonly searchEndpoint?: string;
}

/**
 * Declares a table: its key attributes, and the entities that live in it. `defineHeadwater` checks it.
 *
 * @example
 * defineTable({
 *   name: 'shop',
 *   partitionKey: { name: 'pk', type: 'string' },
 *   sortKey: { name: 'sk', type: 'string' },
 *   timeToLive: 'offerEndsAt',
 *   entities: [film, order],
 * });
 */
export function defineTable(definition: TableDefinition): TableDefinition {
  return definition;
}

/**
 * Declares who is told of which entities' changes: an index, the analytics copy, or a function of your own. `defineHeadwater`
 * checks it.
 *
 * @example
 * defineConsumer({
 *   type: 'search',
 *   name: 'cheap-films',
 *   entities: [film],
 *   filters: { film: where(film, { price: atMost(5) }) },
 *   maximumConcurrency: 10,
 * });
 */
export function defineConsumer<C extends Consumer>(consumer: C): C {
  return consumer;
}
