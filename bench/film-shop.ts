/** `node --import ./bench/film-shop.ts ...`: what is measured is the film shop, whatever definition stands in the root. */
import { join } from 'node:path';
import { provideConfig } from '../cli/open-project.ts';

process.env['HEADWATER_CONFIG'] = join(import.meta.dirname, '../examples/film-shop/headwater.config.ts');
provideConfig();
