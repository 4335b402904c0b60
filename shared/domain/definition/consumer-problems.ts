import { factsOf } from '../consumers/facts.ts';
import type { Declared } from './definition-shape.ts';
import { filterProblems } from './filter-problems.ts';
import type { Consumer } from './headwater.ts';
import { duplicatesOf, nameProblems } from './names.ts';

/** What is wrong with a consumer, a line each, naming consumer, setting and fix. */
export function consumerProblems(consumer: Consumer, { entities: known, tableNames }: Declared): string[] {
  const where = `consumer ${consumer.name}`;
  const problems = nameProblems('consumer', consumer.name);
  if (consumer.entities.length === 0) problems.push(`${where}: no entities: name those it subscribes to`);
  for (const twice of duplicatesOf(consumer.entities.map(({ name }) => name)))
    problems.push(`${where}: entity ${twice} stands twice: once is enough`);
  for (const entity of consumer.entities) {
    if (known.includes(entity)) continue;
    problems.push(
      known.some(({ name }) => name === entity.name)
        ? `${where}: entity ${entity.name} is another object than the table's of that name: import the table's`
        : `${where}: entity ${entity.name} belongs to no table: add it to a table's entities`,
    );
  }
  if ((consumer.batchSize ?? 100) > 10 && consumer.batchWindowSeconds === 0) {
    problems.push(`${where}: a batchSize over 10 needs a batchWindowSeconds of at least 1`);
  }
  problems.push(...factsOf(consumer).problems(consumer, where, tableNames));
  return [...problems, ...filterProblems(consumer)];
}
