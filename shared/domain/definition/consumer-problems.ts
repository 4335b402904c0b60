import type { Declared } from './definition-shape.ts';
import { filterProblems } from './filter-problems.ts';
import type { Consumer } from './headwater.ts';
import { duplicatesOf, nameProblems, twiceProblems } from './names.ts';

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
  problems.push(...functionProblems(where, consumer, tableNames));
  if (consumer.type === 'function' && !/^(?!\/|.*\.\.).*\.ts$/.test(consumer.handler)) {
    problems.push(
      `${where}: handler "${consumer.handler}": give the path of a .ts file, from the folder of headwater.config.ts`,
    );
  }
  return [...problems, ...filterProblems(consumer)];
}

/** What a function of one's own names must be there. */
function functionProblems(where: string, consumer: Consumer, tableNames: readonly unknown[]): string[] {
  if (consumer.type !== 'function') return [];
  const { writesTo = [], sendsTo = [] } = consumer;
  const unknown = writesTo.filter((name) => !tableNames.includes(name));
  return [
    ...twiceProblems(`${where}: writesTo`, writesTo),
    ...twiceProblems(`${where}: sendsTo`, sendsTo),
    ...unknown.map(
      (name) => `${where}: writesTo names "${name}", and there is no such table: name one of the definition's`,
    ),
    ...sendsTo.flatMap((queue) => nameProblems(`${where}: queue`, queue)),
  ];
}
