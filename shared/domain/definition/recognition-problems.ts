/** Recognisers of one table that both take an item, so that nobody can tell which entity it is. */
import type { TableDefinition } from './headwater.ts';
import { declaredRecognisers, itemOfBoth, recognisersOf, winner, type Recogniser } from './recognition.ts';

/** A line each, naming both entities, an item that both recognise, and the fix. */
export function overlapProblems(table: TableDefinition): string[] {
  // What recognises every item beside others is refused as it is (entity-problems.ts).
  const recognisers = declaredRecognisers(table).filter(({ asks }) => asks.size > 0);
  const where = `table ${table.name}`;
  const pairs = recognisers.flatMap((a, index) => recognisers.slice(index + 1).map((b) => [a, b] as const));
  const unclear = pairs.flatMap(([a, b]) => {
    const item = itemOfBoth(a, b);
    if (!item || winner(a, b)) return [];
    const shown = Object.entries(item).map(([name, text]) => `${name}: ${JSON.stringify(text)}`);
    const [one, other] = [a.entity.name, b.entity.name];
    return [
      `${where}: ${one} and ${other} both recognise { ${shown.join(', ')} }, and neither is the narrower: change one, ` +
        `or give ${one} before: ['${other}'] in recognise`,
    ];
  });
  return [...recognisers.flatMap((one) => beforeProblems(one, table)), ...unclear, ...circleProblems(table, pairs)];
}

function beforeProblems(
  { entity: { name, recognise } }: Recogniser,
  { name: table, entities }: TableDefinition,
): string[] {
  const before = typeof recognise === 'object' ? (recognise.before ?? []) : [];
  return before
    .filter((other) => other === name || !entities.some((entity) => entity.name === other))
    .map((other) => `entity ${name}: before names "${other}": name another entity of table ${table}`);
}

/** An order in which somebody comes before the one that wins over it is none. */
function circleProblems(table: TableDefinition, pairs: readonly (readonly [Recogniser, Recogniser])[]): string[] {
  const order = recognisersOf(table).map(({ entity }) => entity);
  const wrong = pairs.some(([a, b]) => {
    const first = itemOfBoth(a, b) && winner(a, b);
    return first && order.indexOf(first.entity) > order.indexOf(first === a ? b.entity : a.entity);
  });
  return wrong ? [`table ${table.name}: before goes round in a circle: take one of them away`] : [];
}
