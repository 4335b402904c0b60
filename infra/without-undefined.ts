import { isRecord } from '../shared/domain/definition/shape.ts';

/**
 * Settings without those that are undefined, at every level. Whoever writes `{ protectData: condition ? true : undefined }` wants the
 * stage's own; spread as it stands, undefined would take the protection away.
 *
 * @param value plain objects, without cycles
 * @example withoutUndefined({ a: 1, b: undefined, c: { d: undefined } }) // { a: 1, c: {} }
 */
export function withoutUndefined<T>(value: T): T {
  if (!isRecord(value)) return value;
  const given = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(given.map(([name, one]) => [name, withoutUndefined(one)])) as T;
}
