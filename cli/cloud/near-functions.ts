import { nearest } from '../../shared/domain/definition/did-you-mean.ts';

/**
 * The functions that a wrong name may have meant: one of nearly that name, or else all whose role or own part is near to the
 * name or to a part of it.
 *
 * @example nearFunctions('normaliser', ['auditor', 'normalizer-shop']) // ['normalizer-shop']
 */
export function nearFunctions(name: string, known: readonly string[]): readonly string[] {
  // `search` begins `search-setup`, but is a part of `consumer-search` as well.
  const whole = known.filter((one) => one.length - name.length < 3 && nearest(name, [one]) !== undefined);
  if (whole.length > 0) return whole;
  const parts = [name, ...partsOf(name)];
  return known.filter((one) => partsOf(one).some((part) => parts.some((word) => nearest(word, [part]) !== undefined)));
}

/** `consumer-low-stock`: the role `consumer`, and `low-stock`. */
function partsOf(name: string): readonly string[] {
  const [role = '', ...own] = name.split('-');
  return [role, own.join('-')].filter((part) => part !== '');
}
