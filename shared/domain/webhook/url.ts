/** Which addresses a webhook may have, as far as they can be judged before a name is resolved. */
import { isAddress, isPublicAddress } from './address.ts';

export interface AddressRules {
  readonly allowHttp?: boolean;
  readonly allowPrivateAddresses?: boolean;
}

/** What is wrong with a webhook's URL, to follow its setting's name; undefined when nothing is. The URL itself is not quoted. */
export function urlProblem(
  text: string,
  { allowHttp = false, allowPrivateAddresses = false }: AddressRules,
): string | undefined {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return 'is no address: give https://<host>/<path>';
  if (url.username !== '' || url.password !== '')
    return 'holds a user or password, which everyone who sees the function would read: take it away, requests are signed';
  if (url.hash !== '') return 'has a part after "#", which is never sent: take it away';
  if (url.protocol === 'http:' && !allowHttp)
    return 'begins with http://, where rows travel in clear: give https://, or set allowHttp: true';
  if (!allowPrivateAddresses && isPrivateHost(hostOf(url)))
    return 'leads to a private address: give a public one, or set allowPrivateAddresses: true';
  return undefined;
}

/** The host without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function isPrivateHost(host: string): boolean {
  if (isAddress(host)) return !isPublicAddress(host);
  return /^(.*\.)?localhost\.?$/i.test(host);
}
