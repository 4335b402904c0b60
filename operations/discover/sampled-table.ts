/** What `discover` works from: a table as it is described, and items of it. */
import type { Item } from '../../shared/adapters/dynamodb/attribute-value.ts';
import type { KeyAttribute } from '../../shared/domain/definition/headwater.ts';

export interface SampledTable {
  /** The table's own name. */
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  /** Key attributes of its indexes. */
  readonly indexKeys: readonly string[];
  /** The attribute by which DynamoDB expires items. */
  readonly timeToLive?: string;
  /** Where it lies, when its stream is on. */
  readonly existing?: { readonly tableArn: string; readonly streamArn: string };
  /** What is not known of it, a line each: such as keys that were guessed. */
  readonly doubts?: readonly string[];
}

export interface DiscoverOptions {
  /** Write closed sets of values as enumerations: their values then stand in the definition. @default false */
  readonly enumerations?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called when an entity has been judged. */
  readonly progress?: ((entity: string, items: number) => void) | undefined;
}

/**
 * So many items must share a literal before it may stand in the definition: what one or two items have may be the value of
 * one person.
 */
export const FEWEST_ITEMS = 3;

/** The names of the table's key attributes. */
export function keyNames({ partitionKey, sortKey }: SampledTable): readonly string[] {
  return sortKey ? [partitionKey.name, sortKey.name] : [partitionKey.name];
}

export type { Item };
