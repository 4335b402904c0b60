export function handler(): never {
  throw new Error('not written yet');
}
