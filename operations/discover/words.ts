/** The words of a name: `lastSeenIp`, `last_seen_ip` and `Last-Seen-IP` are last, seen, ip. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
}

/** Whether one of the names' words is among them. */
export function hasWord(name: string, words: ReadonlySet<string>): boolean {
  return wordsOf(name).some((word) => words.has(word));
}

/** `1 item`, `2 items` */
export function items(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}
