import { plainText } from '../../shared/domain/row/plain-text.ts';
import type { FoundFalse } from '../../shared/runtime/verify/false-changes.ts';
import { bad } from './terminal.ts';

/** A change that no stream gave, in a line. */
export function describeFalse({ entity, key, id, position, object, reason, isSure }: FoundFalse): string {
  const what = isSure ? 'cannot be real' : 'may not be real';
  const then = isSure ? 'repair voids it' : 'the table holds neither, so the next change of the key will tell';
  const change = `the change ${plainText(id)} at ${plainText(position)} in ${plainText(object)}`;
  return bad(`${entity} ${plainText(key)}: ${change} ${what}: ${plainText(reason)}; ${then}`);
}
