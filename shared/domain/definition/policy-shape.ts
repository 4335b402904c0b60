/** Field policies compared with their schema: a word, or a mask. */
import { MASK, POLICY_WORD } from './definition-schema.ts';
import { isRecord, shapeProblems } from './shape.ts';

/** @param policy of an entity, or of a consumer for one of its entities */
export function policyShape(policy: unknown, where: string): string[] {
  if (!isRecord(policy)) return [];
  return Object.entries(policy).flatMap(([path, one]) => {
    const at = `${where}, policy of ${path}`;
    if (one === 'mask' || typeof one === 'function') return [`${at}: call it: mask({ keepLast: 4 })`];
    return shapeProblems(isRecord(one) ? MASK : POLICY_WORD, one, at);
  });
}
