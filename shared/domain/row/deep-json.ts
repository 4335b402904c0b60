/** JSON that may be nested deeper than the engine's stack: what recursion cannot walk, a list of what is still to do can. */

/** Whether lists and objects lie in each other more than `limit` deep. Its own recursion ends at the limit. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(inner, limit - 1));
}

/** What `JSON.stringify` gives, for a parsed JSON value of any depth. */
export function deepJsonText(value: unknown): string {
  const written: string[] = [];
  const open: (string | { readonly value: unknown })[] = [{ value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') written.push(next);
    else if (typeof next.value !== 'object' || next.value === null) written.push(JSON.stringify(next.value));
    else open.push(...partsOf(next.value).reverse());
  }
  return written.join('');
}

function partsOf(value: object): (string | { readonly value: unknown })[] {
  const list = Array.isArray(value);
  const parts = Object.entries(value).flatMap(([name, inner]: [string, unknown], index) => {
    const comma = index === 0 ? '' : ',';
    return [list ? comma : `${comma}${JSON.stringify(name)}:`, { value: inner }];
  });
  return [list ? '[' : '{', ...parts, list ? ']' : '}'];
}
