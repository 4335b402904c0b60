import type { Declared } from './definition-shape.ts';
import type { HeadwaterDefinition } from './headwater.ts';
import { duplicatesOf, twiceProblems } from './names.ts';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** The endings of the queries that every entity has (named-queries.ts). */
const TAKEN = /-(current|row-history|as-of|changes-per-hour)$/;

export function queryProblems({ queries = [] }: HeadwaterDefinition, { analytics }: Declared): string[] {
  const problems = duplicatesOf(queries.map(({ name }) => name)).map(
    (twice) => `query "${twice}" is defined twice: give each a name of its own`,
  );
  if (queries.length > 0 && !analytics) {
    problems.push('queries are defined, and no analytics consumer to ask: add one, or take the queries out');
  }
  for (const { name, sql, parameters = [] } of queries) {
    if (!NAME.test(name)) problems.push(`query "${name}": a name is lower-case words joined by hyphens`);
    if (TAKEN.test(name))
      problems.push(`query "${name}": every entity has queries that end like that: choose another name`);
    if (!/^\s*(SELECT|WITH)\s/i.test(sql)) problems.push(`query "${name}": give one SELECT, alone or after WITH`);
    problems.push(...twiceProblems(`query "${name}": parameters`, parameters));
    const marks = [...withoutTexts(sql).matchAll(/\?/g)].length;
    if (marks !== parameters.length) {
      problems.push(`query "${name}" has ${marks} "?" and names ${parameters.length} parameters: give a name for each`);
    }
  }
  return problems;
}

/** The SQL without its literals, quoted names and comments, in which a question mark is only that. */
function withoutTexts(sql: string): string {
  return sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, '');
}
