import { lookup as resolve } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '../../domain/webhook/address.ts';

/** A name leads to an address that is not public. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
}

/**
 * Resolves a name for a socket, and gives it only addresses that were looked at: what connects does not ask again, so that
 * a name with two answers cannot pass with the one and be called at the other. One private address among them refuses all.
 */
export const publicAddresses: LookupFunction = (hostname, options, callback) => {
  const { family, hints } = options;
  resolve(hostname, {
    all: true,
    ...(family !== undefined && { family }),
    ...(hints !== undefined && { hints }),
  }).then(
    (found) => {
      const [first] = found;
      if (!first || !found.every(({ address }) => isPublicAddress(address))) {
        callback(new PrivateAddressError(`${hostname} has an address that is not public`), '', 4);
      } else if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    },
    (error: unknown) => callback(error as NodeJS.ErrnoException, '', 4),
  );
};
