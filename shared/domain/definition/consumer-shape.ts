/** A consumer compared with its schema: that of its type. */
import { isConsumerType } from '../consumers/facts.ts';
import { consumerSchema, schemaOfNoType } from './consumer-schema.ts';
import { filterShape } from './filter-shape.ts';
import { policyShape } from './policy-shape.ts';
import { isRecord, shapeProblems } from './shape.ts';

export function consumerShape(consumer: unknown, where: string): string[] {
  const type = isRecord(consumer) ? consumer['type'] : undefined;
  const schema = isConsumerType(type) ? consumerSchema(type) : schemaOfNoType();
  const problems = shapeProblems(schema, consumer, where);
  if (!isRecord(consumer)) return problems;
  const { filters, policy } = consumer;
  return [
    ...problems,
    ...filtersShape(filters, where),
    ...entriesOf(policy).flatMap(([entity, own]) => policyShape(own, `${where}, policy of ${entity}`)),
  ];
}

function filtersShape(filters: unknown, where: string): string[] {
  const isFilter = isRecord(filters) && ['condition', 'all', 'any'].some((word) => Object.hasOwn(filters, word));
  return isFilter
    ? [`${where}: filters is a filter: say of which entity: { film: where(film, { ... }) }`]
    : entriesOf(filters).flatMap(([entity, filter]) => filterShape(filter, `${where}, filter of ${entity}`));
}

function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}
