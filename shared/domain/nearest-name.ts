/** "Did you mean": the name that a mistyped one most likely stands for. */

/** A third of its letters may be wrong, and at most three. */
function mostMistakes(name: string): number {
  return Math.min(3, Math.max(1, Math.floor(name.length / 3)));
}

/** @returns undefined when none is near. Case does not count. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const typed = name.toLowerCase();
  const near = names
    .map((candidate) => ({ candidate, mistakes: editDistance(typed, candidate.toLowerCase()) }))
    .filter(({ mistakes }) => mistakes <= mostMistakes(name))
    .sort((one, other) => one.mistakes - other.mistakes);
  return near[0]?.candidate;
}

/** " Did you mean "title"?", or nothing: the end of a message that names a wrong word. */
export function didYouMean(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

/** Letters to add, remove, replace or swap (optimal string alignment). */
function editDistance(one: string, other: string): number {
  // Longer names differ by more than anybody mistypes, and the work grows with the square.
  if (Math.abs(one.length - other.length) > 3) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const changed = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(swapped ? Math.min(changed, (beforeLast[j - 2] ?? 0) + 1) : changed);
    }
    [beforeLast, last] = [last, row];
  }
  return last[other.length] ?? Infinity;
}
