import { chunks } from '../../shared/domain/delivery/chunks.ts';
import { CLAIM_PREFIX } from '../../shared/domain/change/claim.ts';
import { keyOfClaim, occursIn } from '../../shared/domain/history/erasure.ts';
import { keyFields, type ForgetTarget } from './target.ts';

/** Rows of up to 400 KB, before and after, in memory at a time. */
const GETS = { count: 16, bytes: Infinity };

/**
 * The large rows of a key. A claim's name says nothing of its row: each is opened. Where the row does not hold its whole key
 * (a sort key that is no field), a text of the row decides.
 */
export async function claimsOf(target: ForgetTarget, texts: readonly string[]): Promise<readonly string[]> {
  const { claims, entity, address } = target;
  const names = keyFields(target);
  const own: string[] = [];
  for (const some of chunks(await claims.list(`${CLAIM_PREFIX}${entity.name}/`), () => 0, GETS)) {
    const found = some.map(async ({ key }) => {
      const body = await claims.read(key);
      return body !== undefined && isOwn(Buffer.from(body).toString()) ? [key] : [];
    });
    own.push(...(await Promise.all(found)).flat());
  }
  return own;

  function isOwn(body: string): boolean {
    const key = keyOfClaim(body, names);
    return key === undefined ? texts.some((text) => occursIn(body, text)) : key === address.key;
  }
}
