/** `npm run test:interrupt`: first whose definition it is, then what imports it. */
import '../support/provide-film-shop.ts';

await import('./command.ts');
