/**
 * The known word that was probably meant: equal but for case and separators, or few slips away.
 *
 * @returns undefined when none is near
 * @example nearest('batchsize', ['batchSize', 'name']) // 'batchSize'
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const bare = bareOf(word);
  const same = known.find((one) => bareOf(one) === bare);
  if (same !== undefined) return same;
  const [best] = known
    .map((one) => ({ one, slips: slipsBetween(bare, bareOf(one)) }))
    .filter(({ one, slips }) => slips <= slipsAllowed(Math.max(word.length, one.length)))
    .sort((a, b) => a.slips - b.slips);
  return best?.one ?? known.find((one) => begins(bare, bareOf(one)) || begins(bareOf(one), bare));
}

/** `min` for `minimum`, `hashed` for `hash`. */
function begins(a: string, b: string): boolean {
  return b.length > 2 && a.startsWith(b);
}

/** A word of three letters is near to too many others. */
function slipsAllowed(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

function bareOf(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '');
}

/** Letters added, left out, changed, or swapped with their neighbour (optimal string alignment distance). */
export function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const least = Math.min((last[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, changed);
      now.push(swapped ? Math.min(least, (before[column - 2] ?? 0) + 1) : least);
    }
    [before, last] = [last, now];
  }
  return last[b.length] ?? 0;
}

/** `did you mean title?`, or `there are title, price`: the fix at the end of a list of mistakes. */
export function didYouMeanOf(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? `there are ${known.join(', ') || 'none'}` : `did you mean ${meant}?`;
}

/** ` Did you mean "title"?`, or nothing: the end of a message that names a wrong word. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}
