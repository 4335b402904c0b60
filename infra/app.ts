/** What `cdk` runs. A mistake of the user's prints as a sentence and exits 1; a bug of ours keeps its stack. */
import { fileURLToPath } from 'node:url';
import { loadDefinition } from '../shared/runtime/load-definition.ts';
import { mistakeIn } from './mistakes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

try {
  // Imported here, because the definition is checked while it is imported.
  const definition = await loadDefinition(() => import('../headwater.config.ts'), ROOT);
  const { checkHandlers } = await import('./handler-files.ts');
  checkHandlers(definition, ROOT);
  const { headwaterApp } = await import('./headwater-app.ts');
  headwaterApp(definition).app.synth();
} catch (error) {
  const mistake = mistakeIn(error);
  if (mistake === undefined) throw error;
  console.error(`\n${mistake}\n`);
  process.exitCode = 1;
}
