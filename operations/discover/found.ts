/** What `discover` finds: a definition as data, from which the text of headwater.config.ts and the definition itself are made. */
import type { Recognition } from '../../shared/domain/definition/entity.ts';
import type { SampledTable } from './sampled-table.ts';

/** Kinds that take no settings of their own. */
export type PlainKind =
  'boolean' | 'date' | 'timestamp' | 'double' | 'integer' | 'binary' | 'geoPoint' | 'json' | 'map';

export type FoundKind =
  | { readonly kind: PlainKind }
  | { readonly kind: 'keyword' | 'text' | 'epochSeconds' | 'epochMilliseconds'; readonly coerce?: true }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'enumeration'; readonly values: readonly string[] }
  | { readonly kind: 'localTimestamp'; readonly zone: string }
  | { readonly kind: 'list'; readonly element: FoundKind; readonly nulls: boolean }
  | { readonly kind: 'object'; readonly fields: readonly FoundField[] };

export interface FoundField {
  /** The field's name in the row. */
  readonly name: string;
  /** The item's name for it. */
  readonly attribute: string;
  readonly kind: FoundKind;
  readonly optional: boolean;
  /** Comments: counts, and what a person would ask before deciding. No value of an item stands in one. */
  readonly notes: readonly string[];
}

export type FoundProtection = 'hash' | 'drop' | 'mask';

export interface FoundPolicy {
  /** By field, or by a path into objects. */
  readonly path: string;
  readonly protection: FoundProtection;
  readonly note: string;
}

export interface FoundEntity {
  readonly name: string;
  /** Items of the sample that it takes. */
  readonly items: number;
  readonly recognise: Recognition;
  readonly fields: readonly FoundField[];
  readonly policy: readonly FoundPolicy[];
  readonly notes: readonly string[];
}

export interface Found {
  /** Of the table and the whole, in the definition's words. */
  readonly name: string;
  readonly table: SampledTable;
  /** Items of the sample. */
  readonly items: number;
  /** Items that no entity is to take. */
  readonly unrecognised: number;
  readonly entities: readonly FoundEntity[];
  readonly notes: readonly string[];
  /** What the check of definitions would have refused, and what was done about it: a line each. */
  readonly refusals: readonly string[];
}
