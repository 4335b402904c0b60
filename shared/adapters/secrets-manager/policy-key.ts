import { HeadwaterError } from '../../domain/errors.ts';
import type { PolicyKeySource } from '../../ports/policy-key.ts';
import { secretText, type SecretsManagerOptions } from './secret-text.ts';

/** A key under which an HMAC-SHA-256 is as strong as it can be: RFC 2104, section 3. */
const KEY_BYTES = 32;

/** Reads the key from Secrets Manager. */
export function createSecretsManagerKeySource(options: SecretsManagerOptions): PolicyKeySource {
  return {
    async read() {
      const text = await secretText(options).catch((cause: unknown) => {
        throw unavailable(`cannot read ${options.secretArn}`, cause);
      });
      const key = Buffer.from(text);
      if (key.length >= KEY_BYTES) return key;
      throw unavailable(`${options.secretArn} holds no text of at least ${KEY_BYTES} bytes`);
    },
  };
}

function unavailable(message: string, cause?: unknown): HeadwaterError {
  return new HeadwaterError('HW_POLICY_KEY_MISSING', message, { cause });
}
