/** Keys of different lengths that are one entity's: paths, of which one goes on where another ends. */
import { deepened, type Shape, type Step } from './key-shapes.ts';
import { areApart, distance, profileOf } from './profile.ts';

/** Below it items differ by what is optional. */
const ALIKE = 0.2;

/** @param keys attributes that do not count: every item has them */
export function joinShapes(shapes: readonly Shape[], keys: ReadonlySet<string>): readonly Shape[] {
  // Large ones first: what joins takes the company of those that are sure.
  const waiting = shapes.toSorted((a, b) => b.rows.length - a.rows.length);
  const done: Shape[] = [];
  for (let one = waiting.shift(); one; one = waiting.shift()) {
    const current = one;
    const [found] = waiting.flatMap((other) => {
      const both = joined(current, other, keys);
      return both ? [{ other, both }] : [];
    });
    if (!found) {
      done.push(current);
      continue;
    }
    waiting.splice(waiting.indexOf(found.other), 1);
    waiting.unshift(found.both);
  }
  return done;
}

function joined(a: Shape, b: Shape, keys: ReadonlySet<string>): Shape | undefined {
  const steps = commonSteps(a, b);
  if (!steps) return undefined;
  const profile = ({ rows }: Shape) =>
    profileOf(
      rows.map(({ item }) => item),
      keys,
    );
  const [one, other] = [profile(a), profile(b)];
  const alike = distance(one, other) < ALIKE || !areApart(one, other);
  return alike ? { rows: [...a.rows, ...b.rows], steps } : undefined;
}

/** The steps of both, if one key of one goes on where the other ends and all else is the same. */
function commonSteps(a: Shape, b: Shape): readonly Step[] | undefined {
  const uneven = keysOf(a, b).filter(
    (key) => isDeep(a, key) || isDeep(b, key) || lengthOf(a, key) !== lengthOf(b, key),
  );
  const [key] = uneven;
  if (key === undefined || uneven.length > 1) return undefined;
  const [short, long] = lengthOf(a, key) <= lengthOf(b, key) ? [a, b] : [b, a];
  const others = (shape: Shape): readonly Step[] => shape.steps.filter((step) => step.key !== key);
  const [own, further] = [stepsOf(short, key), stepsOf(long, key)];
  const last = own.at(-1);
  // After a word comes another kind of thing; after a part more of it.
  if (!last || 'literal' in last || further.some((step, index) => index >= own.length && 'literal' in step)) {
    return undefined;
  }
  const same =
    own.slice(0, -1).every((step, index) => isSame(step, further[index])) &&
    others(short).every((step, index) => isSame(step, others(long)[index]));
  return same ? deepened(short.steps, key) : undefined;
}

function keysOf(a: Shape, b: Shape): readonly number[] {
  return [...new Set([...a.steps, ...b.steps].map(({ key }) => key))];
}

function stepsOf({ steps }: Shape, key: number): readonly Step[] {
  return steps.filter((step) => step.key === key);
}

function lengthOf(shape: Shape, key: number): number {
  return stepsOf(shape, key).length;
}

function isDeep(shape: Shape, key: number): boolean {
  const last = stepsOf(shape, key).at(-1);
  return last !== undefined && 'deep' in last && last.deep;
}

function isSame(one: Step, other: Step | undefined): boolean {
  if (!other) return false;
  if ('literal' in one) return 'literal' in other && one.literal === other.literal;
  return !('literal' in other) && one.head === other.head && one.deep === other.deep;
}
