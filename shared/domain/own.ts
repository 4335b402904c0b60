/**
 * Looks a name up that comes from data or from the definition. `record[name]` would find what every object inherits: a row
 * without a field `constructor` would have one. lint/own-properties.js keeps such reads out.
 *
 * @param record undefined has no properties
 * @example own({ title: 'Alien' }, 'title') // 'Alien'
 * @example own({ title: 'Alien' }, 'constructor') // undefined
 */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  // The one place that may: it has asked whose property it is.
  // eslint-disable-next-line headwater/own-properties
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
