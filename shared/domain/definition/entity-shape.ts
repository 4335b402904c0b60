/** An entity compared with its schema, its fields with what the kinds of field make. */
import { ENTITY } from './definition-schema.ts';
import { fieldMistakes } from './field-mistakes.ts';
import { policyShape } from './policy-shape.ts';
import { recogniseShape } from './recognise-shape.ts';
import { isRecord, shapeProblems } from './shape.ts';

export function entityShape(entity: unknown, where: string): string[] {
  const problems = shapeProblems(ENTITY, entity, where);
  if (!isRecord(entity)) return problems;
  const { recognise, fields, policy } = entity;
  const mistakes = isRecord(fields)
    ? Object.entries(fields).flatMap(([name, field]) => fieldMistakes(field, `${where}, field ${name}`))
    : [];
  return [...problems, ...recogniseShape(recognise, where), ...mistakes, ...policyShape(policy, where)];
}
