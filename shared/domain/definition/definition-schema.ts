/**
 * What a definition may hold: the schema of its settings, with the fix for each; that of its consumers is
 * consumer-schema.ts. What settings mean together (a consumer's entity that no table has) is checked afterwards, by the
 * `*-problems.ts` of this folder.
 */
import Type from 'typebox';
import type { ByAttribute, EntityDefinition, Templates } from './entity.ts';
import type { HeadwaterDefinition, KeyAttribute, NamedQuery, TableDefinition } from './headwater.ts';
import type { Mask } from './policy.ts';
import type { Analyzer, SearchSettings } from './search-settings.ts';
import { apart, closed, flag, list, maybe, NAME, text, whole, word } from './settings.ts';
import { functionKind, type SettingsOf } from './shape.ts';

/** A pack of several changes fills one chunk of 64 KB, so that only a single change can be larger; and 1 MB is the bus's limit. */
const LEAST_CLAIM_BYTES = 65_536;
const MOST_CLAIM_BYTES = 900_000;
/** Longer ends would show most of what there is to hide. */
const LONGEST_END = 16;

export const DEFINITION = closed(
  {
    name: NAME,
    tables: list(apart(), 'give a list of tables, such as [defineTable({ ... })]'),
    consumers: list(apart(), 'give a list of consumers, such as [defineConsumer({ ... })]; [] for none'),
    archiveDays: maybe(whole(0, undefined, 'give whole days, or 0 to keep events for ever')),
    claimCheck: maybe(
      closed({ bytes: whole(LEAST_CLAIM_BYTES, MOST_CLAIM_BYTES) }, { give: 'give { bytes: 240000 }' }),
    ),
    verbs: maybe(text('give the path of a .ts file, from the folder of headwater.config.ts')),
    exportBackfill: maybe(flag()),
    queries: maybe(list(apart(), 'give a list of { name, description, sql }')),
    searchEndpoint: maybe(text('give https://<host>, or http:// only for this machine')),
  } satisfies SettingsOf<HeadwaterDefinition>,
  {
    give: 'give defineHeadwater an object: { name, tables, consumers }',
    aka: { table: 'tables', consumer: 'consumers' },
  },
);

const KEY_GIVE = "give { name: 'pk', type: 'string' }";
/** DynamoDB: a key attribute's name has 1 to 255 bytes. */
const KEY = closed(
  {
    name: Type.String({ minLength: 1, maxLength: 255, give: "give the attribute's name, 1 to 255 characters" }),
    type: word(['string', 'number', 'binary'], {
      give: "write 'string', 'number' or 'binary'",
      aka: { S: 'string', N: 'number', B: 'binary', s: 'string', n: 'number', b: 'binary', int: 'number' },
    }),
  } satisfies SettingsOf<KeyAttribute>,
  { give: KEY_GIVE },
);

const TABLE_ARN = String.raw`arn:aws[\w-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]{3,255}`;

export const TABLE = closed(
  {
    name: NAME,
    entities: list(apart(), 'give a list of entities, such as [film, stock]'),
    partitionKey: KEY,
    sortKey: maybe(KEY),
    timeToLive: maybe(text("give the attribute's name")),
    unknownItems: maybe(word(['ignore', 'reject', 'reject-whole'])),
    existing: maybe(
      closed(
        {
          tableArn: Type.String({
            pattern: `^${TABLE_ARN}$`,
            give: "copy it from the table's page: arn:aws:dynamodb:<region>:<account>:table/<name>",
          }),
          streamArn: Type.String({
            pattern: `^${TABLE_ARN}/stream/.+$`,
            give: "copy it from the table's page, Exports and streams: <table's ARN>/stream/<time>",
          }),
        } satisfies SettingsOf<NonNullable<TableDefinition['existing']>>,
        { give: 'give { tableArn, streamArn }', aka: { arn: 'tableArn' } },
      ),
    ),
  } satisfies SettingsOf<TableDefinition>,
  {
    give: 'give defineTable({ name, partitionKey, entities })',
    aka: { pk: 'partitionKey', hashKey: 'partitionKey', sk: 'sortKey', rangeKey: 'sortKey', ttl: 'timeToLive' },
  },
);

export const ENTITY = closed(
  {
    name: NAME,
    version: whole(1, undefined, 'count in whole numbers from 1; defineEntity({ ... }) begins at 1'),
    recognise: Type.Unknown({ give: "give templates of its key, such as { pk: 'FILM#{id}' }, or 'every-item'" }),
    fields: Type.Record(Type.String(), apart(), {
      give: 'declare what its rows hold, such as { id: keyword() }',
    }),
    changesPerEvent: maybe(whole(1, undefined, 'give a whole number from 1, or leave it out')),
    evolve: maybe(
      Type.Record(
        Type.String(),
        Type.Refine(
          Type.Unknown({ give: 'give a function that makes a row of the next version: (row) => ({ ...row })' }),
          // Of an async one the promise would be the row: one without fields.
          (value) => typeof value === 'function' && functionKind(value) === 'function',
        ),
        { give: 'give functions by the version they lift from: { 1: (row) => ({ ...row }) }' },
      ),
    ),
    policy: maybe(Type.Record(Type.String(), apart(), { give: "give policies by field: { email: 'hash' }" })),
    search: maybe(
      closed(
        {
          analyzer: maybe(
            closed(
              {
                tokenizer: maybe(text("name OpenSearch's, such as 'standard'")),
                filter: maybe(
                  list(text("name OpenSearch's, such as 'lowercase'"), "give a list, such as ['lowercase']"),
                ),
              } satisfies SettingsOf<Analyzer>,
              { give: "give { tokenizer: 'standard', filter: ['lowercase'] }", aka: { filters: 'filter' } },
            ),
          ),
          synonyms: maybe(
            list(text('write words joined by commas'), "give a list, such as ['sci-fi, science fiction']"),
          ),
          plugins: maybe(list(text('name a part that a plugin has'), "give a list, such as ['icu_folding']")),
        } satisfies SettingsOf<SearchSettings>,
        { give: 'give { analyzer, synonyms, plugins }, or leave it out' },
      ),
    ),
  } satisfies SettingsOf<EntityDefinition & { readonly version: number }>,
  {
    give: 'give an entity made by defineEntity({ name, recognise, fields })',
    aka: { key: 'recognise', attributes: 'fields', schema: 'fields', policies: 'policy' },
  },
);

const BEFORE = maybe(
  list(text("give an entity's name"), "give names of the table's other entities, such as ['order']"),
);

export const TEMPLATES = closed(
  {
    pk: text("give a template of the partition key, such as 'FILM#{id}'"),
    sk: maybe(text("give a template of the sort key, such as 'FILM'")),
    partsMayContain: maybe(text("give the characters that a part may hold, such as '#'")),
    before: BEFORE,
  } satisfies SettingsOf<Templates>,
  { aka: { partitionKey: 'pk', sortKey: 'sk', hashKey: 'pk', rangeKey: 'sk' } },
);

export const BY_ATTRIBUTE = closed(
  {
    attribute: text('name the attribute'),
    equals: Type.String({ give: 'give the text that it has in every item of the entity' }),
    before: BEFORE,
  } satisfies SettingsOf<ByAttribute>,
  {
    aka: { value: 'equals', is: 'equals', equal: 'equals' },
    elsewhere: {
      pk: 'stands beside attribute: recognise by templates of the key, or by an attribute, not by both',
      sk: 'stands beside attribute: recognise by templates of the key, or by an attribute, not by both',
    },
  },
);

export const POLICY_WORD = word(['drop', 'hash', 'keep'], { give: "write 'drop', 'hash' or mask({ keepLast: 4 })" });

export const MASK = closed(
  {
    keepFirst: whole(0, LONGEST_END, `keepFirst and keepLast are whole numbers from 0 to ${LONGEST_END}`),
    keepLast: whole(0, LONGEST_END, `keepFirst and keepLast are whole numbers from 0 to ${LONGEST_END}`),
  } satisfies SettingsOf<Mask>,
  { give: "write 'drop', 'hash' or mask({ keepLast: 4 })" },
);

export const QUERY = closed(
  {
    name: NAME,
    description: Type.String({ give: 'say in a sentence what it answers' }),
    sql: text('give one SELECT, alone or after WITH'),
    parameters: maybe(list(text('give a name for each "?"'), 'give a list of names, one for each "?"')),
  } satisfies SettingsOf<NamedQuery>,
  { give: 'give { name, description, sql }', aka: { params: 'parameters', query: 'sql' } },
);
