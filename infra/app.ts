/** What `cdk` runs. A mistake of the user's prints as a sentence and exits 1; a bug of ours keeps its stack. */
import { mistakeIn } from './mistakes.ts';

try {
  // Imported here, because the definition is checked while it is imported.
  const { default: definition } = await import('../headwater.config.ts');
  const { headwaterApp } = await import('./headwater-app.ts');
  headwaterApp(definition).app.synth();
} catch (error) {
  const mistake = mistakeIn(error);
  if (mistake === undefined) throw error;
  console.error(`\n${mistake}\n`);
  process.exitCode = 1;
}
