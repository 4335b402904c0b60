/** Words that mean something to what a name passes on its way: each of them may be an attribute of somebody's table. */
const lines = (text: string): readonly string[] => text.trim().split(/\s+/);

const JAVASCRIPT = lines(`
constructor toString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString prototype arguments caller callee length name
await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements
import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void
while with yield async of get set then toJSON undefined NaN Infinity eval
`);
/** Of DuckDB, Trino and Hive, and what our own SQL calls its parts. */
const SQL = lines(`
all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create deferrable desc describe distinct do
else end except false fetch for foreign from group having in initially intersect into lambda lateral leading limit not null offset on only or
order pivot placing primary qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot
using variadic when where window with alter between by cross cube current_date current_time deallocate delete drop escape execute exists extract
grouping inner insert is join json_array left like listagg localtime natural normalize outer prepare recursive right rollup skip table
trim uescape unnest values rowid row rows filename file_row_number file_index count sum date hour entity time timestamp interval
nth_of_its_kind nth_of_its_key deliveries ranked kinds since compacted everything winners marks place seen change read t p e f r stored row_text key bucket
`);
const OPENSEARCH = lines(
  'id source index type score version routing ignored field_names nested_path seq_no primary_term doc ctx params query fields properties mappings enabled dynamic raw sync del at',
);
const PYTHON = lines(
  'self None True False lambda pass raise nonlocal global def del elif except from is print exec id object str list dict',
);
const GLUE = lines(
  'partition partitioned location stored serde tblproperties struct map bigint string external buckets clustered sort skewed decimal binary comment',
);

export const WORDS: readonly string[] = [...new Set([...JAVASCRIPT, ...SQL, ...OPENSEARCH, ...PYTHON, ...GLUE])];

/** What the SQL of our own queries calls its parts, and DuckDB its columns of a file. */
export const OUR_SQL: readonly string[] = SQL.slice(SQL.indexOf('rowid'));

/** Inside an object a name may hold anything. */
export const INNER_WORDS: readonly string[] = [
  ...WORDS,
  ...lines(
    '_id _source _index _type _routing _version _sync _key first-name größe 尺寸 @type $ref #text xsi:nil a/b a~b 0 1 -1 __typename __edb_v__ [x] {y} "q" \'s\' `b` \\ *',
  ),
  'Beak Length (mm)',
  'a.b',
  ' padded',
  ' ',
  'with\ttab',
];
