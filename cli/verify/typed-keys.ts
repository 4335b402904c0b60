import type { Copy } from '../../shared/runtime/verify/copy.ts';
import { declared } from '../cloud/declared-entity.ts';
import { findRow } from '../cloud/find-row.ts';
import type { DeployedSession } from '../cloud/session.ts';
import { CommandError } from '../errors.ts';
import type { OpenCopies } from './open-copies.ts';

/**
 * What a key that was typed means at each of these copies: as of each entity whose key has so many parts.
 *
 * @throws CommandError when it is a key of none
 */
export async function keysTyped(
  session: DeployedSession,
  { copies, hash }: Pick<OpenCopies, 'copies' | 'hash'>,
  words: readonly string[],
): Promise<ReadonlyMap<Copy, string>> {
  const found = new Map<string, string | CommandError>();
  for (const entity of new Set(copies.map((copy) => copy.entity))) {
    const owner = { ...declared(session, entity), hash };
    found.set(entity, await findRow(session, owner, words).then(({ key }) => key, orMistake));
  }
  const keys = copies.flatMap((copy) => {
    const key = found.get(copy.entity);
    return typeof key === 'string' ? [[copy, key] as const] : [];
  });
  const [mistake] = [...found.values()].filter((one) => one instanceof CommandError);
  if (keys.length === 0 && mistake) throw mistake;
  return new Map(keys);
}

function orMistake(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  throw error;
}
