/** `npm run test:attack`: the attack of command.ts, on the definition that the command line finds as well. */
import { provideConfig } from '../../cli/open-project.ts';

provideConfig();
await import('./command.ts');
