/**
 * Words at which all keys of a table have the same, so that they tell nothing apart: `acmecorp` of `acmecorp#ROOM#17`. One that
 * does not look like a kind may be a tenant or a person, and becomes a part.
 */
import type { Shape, Step } from './key-shapes.ts';
import { isKindWord } from './kind-words.ts';

type Literal = Extract<Step, { literal: string }>;

export function withoutLoneWords(shapes: readonly Shape[]): readonly Shape[] {
  return shapes.map((shape) => ({
    ...shape,
    steps: shape.steps.map((step) =>
      isLone(step, shapes) && isValue(step, shape) ? { key: step.key, at: step.at, head: '', deep: false } : step,
    ),
  }));
}

/** Steps of a shape that is made of others: what was a part in one of them is no word now. */
export function keepingParts(shape: Shape, of: readonly Shape[]): Shape {
  const wasPart = ({ key, at }: Step): boolean =>
    of.some(({ steps }) => steps.some((one) => one.key === key && one.at === at && 'head' in one && one.head === ''));
  return {
    ...shape,
    steps: shape.steps.map((step) =>
      'literal' in step && wasPart(step) ? { key: step.key, at: step.at, head: '', deep: false } : step,
    ),
  };
}

function isLone(step: Step, shapes: readonly Shape[]): step is Literal {
  if (!('literal' in step) || step.literal === '') return false;
  return shapes.every(({ steps }) =>
    steps.some((one) => one.key === step.key && one.at === step.at && 'literal' in one && one.literal === step.literal),
  );
}

function isKind({ literal }: Literal, { rows }: Shape): boolean {
  return isKindWord(literal, Object.keys(rows[0]?.item ?? {}));
}

/** Before another word stands no kind, for a kind is followed by which one it is. Alone, a kind is one word in capitals. */
function isValue(step: Literal, shape: Shape): boolean {
  if (isKind(step, shape)) return false;
  const own = shape.steps.filter(({ key }) => key === step.key);
  const next = own.find(({ at }) => at === step.at + 1);
  if (next && ('literal' in next ? next.literal !== '' : next.head !== '')) return true;
  return own.length === 1 ? !/^[A-Z_]+$/.test(step.literal) : !/^[A-Za-z]+$/.test(step.literal);
}
