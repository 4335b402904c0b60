/** The types of field that OpenSearch 3.8 and the domains of AWS have, and their parameters (test/contract/mapping-types.test.ts). */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const EVERY = 'boost copy_to doc_values fields index index_options meta similarity store';
const NUMBER = words(`${EVERY} coerce ignore_malformed null_value skip_list`);
const DATE = words(`${EVERY} format ignore_malformed locale null_value print_format skip_list`);
const RANGE = words(`${EVERY} coerce ignore_malformed`);
const TEXT = words(`
  ${EVERY} analyzer eager_global_ordinals fielddata fielddata_frequency_filter index_phrases index_prefixes norms
  position_increment_gap search_analyzer search_quote_analyzer term_vector
`);
const OBJECT = words('dynamic enabled properties disable_objects include_in_all');

/** Of each type that every OpenSearch has: what its mapping may say beside `type`. */
export const MAPPING_TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['alias', ['path']],
  ['binary', words(EVERY)],
  ['boolean', words(`${EVERY} null_value`)],
  ...['byte', 'short', 'integer', 'long', 'unsigned_long', 'float', 'half_float', 'double'].map(
    (type): [string, readonly string[]] => [type, NUMBER],
  ),
  ['scaled_float', [...NUMBER, 'scaling_factor']],
  ['date', DATE],
  ['date_nanos', DATE],
  ...['integer_range', 'long_range', 'float_range', 'double_range', 'ip_range'].map(
    (type): [string, readonly string[]] => [type, RANGE],
  ),
  ['date_range', [...RANGE, 'format', 'locale']],
  ['ip', words(`${EVERY} ignore_malformed null_value`)],
  [
    'keyword',
    words(
      `${EVERY} eager_global_ordinals ignore_above normalizer norms null_value split_queries_on_whitespace use_similarity`,
    ),
  ],
  ['constant_keyword', ['value']],
  ['text', TEXT],
  ['match_only_text', TEXT],
  ['token_count', words(`${EVERY} analyzer enable_position_increments null_value skip_list`)],
  [
    'search_as_you_type',
    words(`${EVERY} analyzer max_shingle_size norms search_analyzer search_quote_analyzer term_vector`),
  ],
  [
    'completion',
    words(
      `${EVERY} analyzer contexts max_input_length preserve_position_increments preserve_separators search_analyzer`,
    ),
  ],
  ['wildcard', words(`${EVERY} ignore_above normalizer null_value`)],
  ['object', OBJECT],
  ['nested', [...OBJECT, 'include_in_parent', 'include_in_root']],
  ['flat_object', []],
  ['rank_feature', words(`${EVERY} positive_score_impact`)],
  ['rank_features', words(`${EVERY} positive_score_impact`)],
  ['geo_point', words(`${EVERY} ignore_malformed ignore_z_value null_value`)],
]);

/** Their parameters are left to OpenSearch. */
export const UNCHECKED_TYPES: readonly string[] = words('geo_shape join percolator version');

/** Of the plugins that Amazon OpenSearch Service has on every domain. The local OpenSearch has none. */
export const PLUGIN_TYPES: readonly string[] = words(
  'icu_collation_keyword knn_vector semantic sparse_vector xy_point xy_shape',
);
