import type { Comparison, Difference } from '../compare.ts';
import { grouped } from './table.ts';
import { bad, good } from './terminal.ts';

/** `in step: film N/N, stock N/N`, or what differs. */
export function describeComparison({ inStep, entities, examples, unrecognised }: Comparison): string {
  const counts = entities.map(({ entity, equal, rows }) => `${entity} ${equal}/${rows}`).join(', ');
  const lines = [inStep ? good(`in step: ${counts}`) : bad(`NOT in step: ${counts}`)];
  const rejected = entities.filter((one) => one.rejected > 0).map((one) => `${grouped(one.rejected)} ${one.entity}`);
  if (rejected.length > 0) lines.push(`(in the table, but rejected by their schema: ${rejected.join(', ')})`);
  if (unrecognised > 0) lines.push(`(in the table, but no entity recognises them: ${grouped(unrecognised)})`);
  lines.push(...examples.map((difference) => `  ${describeDifference(difference)}`));
  const more = entities.reduce((sum, { differences }) => sum + differences, 0) - examples.length;
  if (more > 0) lines.push(`  and ${grouped(more)} more`);
  return lines.join('\n');
}

export function describeDifference(difference: Difference): string {
  const name = `${difference.entity} ${difference.key}`;
  switch (difference.kind) {
    case 'missing':
      return `${name}: missing in the index`;
    case 'extra':
      return `${name}: in the index, but not in the table`;
    case 'different':
      return `${name}: different ${difference.fields.join(', ')}`;
  }
}
