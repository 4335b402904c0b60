import { HeadwaterError } from '../../domain/errors.ts';
import type { SigningSecrets } from '../../ports/signing-secrets.ts';
import { secretText, type SecretsManagerOptions } from './secret-text.ts';

/** A secret that was changed is signed with so much later: a function lives for hours. */
const REMEMBERED_MS = 300_000;

/**
 * Reads a secret's present value and the one before it (API reference: GetSecretValue, AWSCURRENT and AWSPREVIOUS), which
 * Secrets Manager keeps by itself: whoever puts a new value has two valid ones until the next.
 */
export function createSigningSecrets(options: SecretsManagerOptions, now: () => number = Date.now): SigningSecrets {
  let remembered: { readonly secrets: Promise<readonly string[]>; readonly until: number } | undefined;
  return {
    async read() {
      if (remembered === undefined || now() >= remembered.until) {
        remembered = { secrets: readBoth(options), until: now() + REMEMBERED_MS };
      }
      try {
        return await remembered.secrets;
      } catch (error) {
        remembered = undefined;
        throw error;
      }
    },
  };
}

async function readBoth(options: SecretsManagerOptions): Promise<readonly string[]> {
  try {
    const [current, previous] = await Promise.all([secretText(options), previousText(options)]);
    return previous === undefined || previous === current ? [current] : [current, previous];
  } catch (cause) {
    throw new HeadwaterError('HW_WEBHOOK_SECRET', `cannot read ${options.secretArn}`, { cause });
  }
}

/** @returns undefined when the secret was never changed */
async function previousText(options: SecretsManagerOptions): Promise<string | undefined> {
  try {
    return await secretText(options, 'AWSPREVIOUS');
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
