/**
 * Makes `headwater:config` the film shop's definition, whatever stands in the root, for scripts that run without vitest:
 * `node --import ./test/support/film-shop.ts ...`, or imported before anything that needs it.
 */
import { join } from 'node:path';
import { provideConfig } from '../../cli/open-project.ts';

process.env['HEADWATER_CONFIG'] = join(import.meta.dirname, '../../examples/film-shop/headwater.config.ts');
provideConfig();
