import type { Hash } from '../../shared/domain/row/protect.ts';

/**
 * Stands for the hash of a protected value where only its place matters: to name a row, and to tell whether an item fits its
 * schema. So neither a look nor a plan needs the secret that hashes are made with.
 */
export const HIDDEN: Hash = () => '(hashed)';
