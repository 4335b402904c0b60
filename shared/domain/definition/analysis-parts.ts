/**
 * The tokenizers and filters that OpenSearch has by name, without settings of their own: 2.x and 3.x, as a real 3.8 takes them
 * (test/contract/analysis-parts.test.ts).
 */
import { nearest } from './did-you-mean.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const TOKENIZERS = words(`
  char_group classic edge_ngram keyword letter lowercase ngram path_hierarchy pattern PathHierarchy simple_pattern_split
  standard thai uax_url_email whitespace
`);

export const FILTERS = words(`
  apostrophe arabic_normalization arabic_stem asciifolding bengali_normalization brazilian_stem cjk_bigram cjk_width classic
  common_grams concatenate_graph czech_stem decimal_digit delimited_payload delimited_term_freq dutch_stem edge_ngram elision
  fingerprint flatten_graph french_stem german_normalization german_stem hindi_normalization indic_normalization
  keyword_repeat kstem length limit lowercase min_hash multiplexer ngram persian_normalization persian_stem porter_stem
  remove_duplicates reverse russian_stem scandinavian_folding scandinavian_normalization serbian_normalization shingle
  snowball sorani_normalization stemmer stop trim truncate type_as_payload unique uppercase word_delimiter
  word_delimiter_graph
`);

/** They do nothing without settings, and a name alone has none. */
export const NEED_SETTINGS = words(`
  condition dictionary_decompounder hunspell hyphenation_decompounder keep keep_types keyword_marker pattern_capture
  pattern_replace predicate_token_filter simple_pattern stemmer_override synonym synonym_graph
`);

/** OpenSearch builds no synonyms behind them. */
export const NO_SYNONYMS_BEHIND = words(`
  common_grams edge_ngram fingerprint keyword_repeat min_hash multiplexer ngram shingle word_delimiter word_delimiter_graph
`);

/** They can make one term of a whole text, and Lucene refuses terms over 32,766 bytes. */
export const LONG_TERMS: ReadonlySet<string> = new Set(
  words('concatenate_graph keyword path_hierarchy PathHierarchy pattern simple_pattern_split'),
);

/** Of the analysis plugins that Amazon OpenSearch Service has on every domain. The local OpenSearch has none. */
const ON_AWS = words(`
  icu_collation icu_folding icu_normalizer icu_tokenizer icu_transform ja_stop kuromoji_baseform kuromoji_number
  kuromoji_part_of_speech kuromoji_readingform kuromoji_stemmer kuromoji_tokenizer nori_number nori_part_of_speech
  nori_readingform nori_tokenizer phonetic polish_stem polish_stop smartcn_stop smartcn_tokenizer
`);

/** What is wrong with an analyzer's parts, as sentences. @param plugins names that the user vouches for */
export function analysisProblems(
  tokenizer: string,
  filters: readonly string[],
  { synonyms, plugins }: { readonly synonyms: boolean; readonly plugins: readonly string[] },
): string[] {
  const others = [...ON_AWS, ...plugins];
  return [
    ...partProblems('tokenizer', tokenizer, [...TOKENIZERS, ...others]),
    ...filters.flatMap((filter) => partProblems('filter', filter, [...FILTERS, ...others])),
    ...filters
      .filter((filter) => synonyms && NO_SYNONYMS_BEHIND.includes(filter))
      .map((filter) => `OpenSearch takes no synonyms behind the filter "${filter}": leave one of them out`),
  ];
}

function partProblems(kind: 'tokenizer' | 'filter', name: string, known: readonly string[]): string[] {
  if (known.includes(name)) return [];
  if (NEED_SETTINGS.includes(name)) {
    return [`the ${kind} "${name}" needs settings of its own, and is named here only: choose one that needs none`];
  }
  const near = nearest(name, known);
  const hint = near === undefined ? '' : `did you mean "${near}"? `;
  return [
    `OpenSearch has no ${kind} "${name}": ${hint}One of a plugin of your domain is named in search.plugins as well`,
  ];
}
