/** What a search asks for, taken apart: each clause must hold, and of a clause any term. */
import type { SearchField } from './search-fields.ts';

export interface SearchQuery {
  readonly clauses: readonly SearchClause[];
}

/** Terms joined by OR; most clauses have one. */
export type SearchClause = readonly SearchTerm[];

export type SearchTerm = SearchCondition & {
  /** `-word`: rows for which it does not hold. */
  readonly exclude: boolean;
};

export type SearchCondition =
  | { readonly kind: 'everything' }
  /** One typed word, a phrase in quotes, or the beginning of a word. */
  | {
      readonly kind: 'word' | 'phrase' | 'prefix';
      readonly text: string;
      /** Any of them; undefined: those that the index looks into by itself. */
      readonly fields: readonly SearchField[] | undefined;
    }
  | { readonly kind: 'range'; readonly field: SearchField; readonly range: SearchRange }
  | { readonly kind: 'truth'; readonly field: SearchField; readonly value: boolean }
  /** `field:*`: rows that have the field. */
  | { readonly kind: 'present'; readonly field: SearchField };

/** Numbers, or moments as RFC 3339 text in UTC. */
export interface SearchRange {
  readonly least?: number | string;
  readonly above?: number | string;
  readonly most?: number | string;
  readonly below?: number | string;
}

/** What cannot be searched for, in words for the person who typed it. */
export interface SearchMistake {
  readonly message: string;
  readonly next: string;
}

/** Plain words without any syntax, all of which must occur; `*` for everything. */
export function plainQuery(text: string): SearchQuery {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const clauses = words.map((word): SearchClause =>
    word === '*'
      ? [{ kind: 'everything', exclude: false }]
      : [{ kind: 'word', text: word, fields: undefined, exclude: false }],
  );
  return { clauses };
}

/**
 * Whether an index can hold a word of it: letters, digits and pictures. The tokenizers of OpenSearch drop all else, so that
 * such a text alone would find either nothing or everything.
 */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{Nd}\p{Nl}\p{Extended_Pictographic}\p{Regional_Indicator}]/u.test(text);
}
