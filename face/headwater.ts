/** The package's face for a definition: `import { defineHeadwater } from 'headwater'`. Nothing deeper can be imported. */
export type {
  AddVerbs,
  AskOptions,
  CloudOptions,
  Ending,
  OpenCloud,
  OwnVerbTools,
  VerbAnswer,
  VerbFailure,
} from '../cli/verb-tools.ts';
export type { ExitCode } from '../cli/exit-codes.ts';
export type { Terminal } from '../cli/output/terminal.ts';
export type { Deployment } from '../shared/runtime/deployment.ts';
export { defineHeadwater } from '../shared/domain/definition/define.ts';
export {
  defineEntity,
  type ByAttribute,
  type Entity,
  type EntityDefinition,
  type Evolve,
  type Recognition,
  type RowOfEntity,
  type Templates,
} from '../shared/domain/definition/entity.ts';
export {
  binary,
  boolean,
  date,
  decimal,
  double,
  enumeration,
  epochMilliseconds,
  epochSeconds,
  geoPoint,
  integer,
  json,
  keyword,
  list,
  localTimestamp,
  map,
  object,
  optional,
  rest,
  text,
  timestamp,
} from '../shared/domain/definition/fields.ts';
export type { Field, FieldOptions, FieldSet, RowOf, ValueOf } from '../shared/domain/definition/field.ts';
export {
  defineConsumer,
  defineTable,
  type AnalyticsConsumer,
  type Consumer,
  type FunctionConsumer,
  type HeadwaterDefinition,
  type NamedQuery,
  type SearchConsumer,
  type TableDefinition,
} from '../shared/domain/definition/headwater.ts';
export type { WebhookConsumer } from '../shared/domain/consumers/webhook.ts';
export { mask, type EntityPolicy, type FieldPolicy, type Mask } from '../shared/domain/definition/policy.ts';
export {
  and,
  anythingBut,
  atLeast,
  atMost,
  exists,
  missing,
  or,
  prefix,
  range,
  suffix,
  where,
} from '../shared/domain/definition/where.ts';
export type { Filter } from '../shared/domain/filter/filter.ts';
export { HeadwaterError, type ErrorCode } from '../shared/domain/errors.ts';
