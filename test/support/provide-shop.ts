/** For scripts that run without vitest: imported before anything that needs the tests' definition. */
import { provideApp, SHOP } from './apps.ts';

provideApp(SHOP);
