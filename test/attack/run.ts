/** `npm run test:attack`: first whose definition it is, then the attack of command.ts. */
import '../support/provide-shop.ts';

await import('./command.ts');
