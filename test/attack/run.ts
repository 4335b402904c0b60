/** `npm run test:attack`: first whose definition it is, then the attack of command.ts. */
import '../support/film-shop.ts';

await import('./command.ts');
