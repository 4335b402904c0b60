/** Keys from one to another, both included, in the order of their UTF-8 bytes, as the index sorts them. */
export interface KeyRange {
  has(key: string): boolean;
}

/** `alien..brazil`; either end can be left out. @returns undefined for text that is no range */
export function keyRange(text: string): KeyRange | undefined {
  const [from = '', to = '', more] = text.split('..');
  if (!text.includes('..') || more !== undefined || (from === '' && to === '')) return undefined;
  const [least, most] = [Buffer.from(from), Buffer.from(to)];
  return {
    has(key) {
      const bytes = Buffer.from(key);
      return Buffer.compare(bytes, least) >= 0 && (to === '' || Buffer.compare(bytes, most) <= 0);
    },
  };
}
