/**
 * The shortest part of a failing history that still fails: delta debugging (Zeller and Hildebrandt, "Simplifying and
 * Isolating Failure-Inducing Input", 2002), then simpler steps.
 *
 * @param fails whether a history still fails
 */
export async function shortest<T>(
  history: readonly T[],
  fails: (history: readonly T[]) => Promise<boolean>,
  simpler: (step: T) => readonly T[],
): Promise<readonly T[]> {
  let steps = history;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < steps.length;) {
      const without = [...steps.slice(0, from), ...steps.slice(from + size)];
      if (await fails(without)) {
        steps = without;
        // One left out may make another one needless.
        if (size === 1) from = 0;
      } else from += size;
    }
  }
  for (let at = 0; at < steps.length; at += 1) {
    for (const step of steps.slice(at, at + 1).flatMap(simpler)) {
      const changed = [...steps.slice(0, at), step, ...steps.slice(at + 1)];
      if (!(await fails(changed))) continue;
      steps = changed;
      at -= 1;
      break;
    }
  }
  return steps;
}
