/** The apps that tests and benches deploy and ask: absolute paths of their definitions. */
import { join } from 'node:path';
import { provideConfig } from '../../cli/open-project.ts';

/** The tests' own. */
export const SHOP = join(import.meta.dirname, '../fixtures/shop/headwater.config.ts');
/** The example, for what plays it, measures it, and tests it. */
export const FILM_SHOP = join(import.meta.dirname, '../../examples/film-shop/headwater.config.ts');

/** Makes `headwater:config` that app's definition, here and in the commands that are started from here: before anything is imported that needs it. */
export function provideApp(config: string): void {
  process.env['HEADWATER_CONFIG'] = config;
  provideConfig();
}
