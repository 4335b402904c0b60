import { HeadwaterError } from '../../domain/errors.ts';
import { signingKey } from '../../domain/webhook/signature.ts';
import type { SigningKeys } from '../../ports/signing-keys.ts';
import { secretText, type SecretsManagerOptions } from './secret-text.ts';

/** A secret that was changed is signed with so much later: a function lives for hours. */
const REMEMBERED_MS = 300_000;

/**
 * Reads a secret's present value and the one before it (API reference: GetSecretValue, AWSCURRENT and AWSPREVIOUS), which
 * Secrets Manager keeps by itself: whoever puts a new value has two valid ones until the next.
 */
export function createSigningKeys(options: SecretsManagerOptions, now: () => number = Date.now): SigningKeys {
  let remembered: { readonly keys: readonly Uint8Array[]; readonly until: number } | undefined;
  return {
    async read() {
      if (remembered === undefined || now() >= remembered.until) {
        remembered = undefined;
        remembered = { keys: await readBoth(options), until: now() + REMEMBERED_MS };
      }
      return remembered.keys;
    },
  };
}

async function readBoth(options: SecretsManagerOptions): Promise<readonly Uint8Array[]> {
  try {
    const [current, previous] = await Promise.all([secretText(options), previousText(options)]);
    return [signingKey(current), ...(previous === current ? [] : keyOrNone(previous))];
  } catch (cause) {
    const why = cause instanceof HeadwaterError ? cause.message : 'it cannot be read';
    throw new HeadwaterError('HW_WEBHOOK_SECRET', `${options.secretArn}: ${why}`, { cause });
  }
}

/** @returns nothing when the secret was never changed */
async function previousText(options: SecretsManagerOptions): Promise<string> {
  try {
    return await secretText(options, 'AWSPREVIOUS');
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return '';
    throw error;
  }
}

/** What stood there before may have been no key: the present one signs. */
function keyOrNone(secret: string): readonly Uint8Array[] {
  try {
    return [signingKey(secret)];
  } catch {
    return [];
  }
}
