/** For scripts that run without vitest: `node --import ./test/support/provide-film-shop.ts ...`, or imported before anything that needs it. */
import { FILM_SHOP, provideApp } from './apps.ts';

provideApp(FILM_SHOP);
