/** What `cdk` runs. A mistake of the user's prints as a sentence; a bug of ours keeps its stack. */
import { HeadwaterError } from '../shared/domain/errors.ts';
import { StageError } from './stages.ts';

try {
  // Imported here, because the definition is checked while it is imported.
  const { default: definition } = await import('../headwater.config.ts');
  const { headwaterApp } = await import('./headwater-app.ts');
  headwaterApp(definition).app.synth();
} catch (error) {
  if (error instanceof HeadwaterError) fail(`${error.code}: ${error.message}\n${error.next}`);
  else if (error instanceof StageError) fail(error.message);
  else throw error;
}

function fail(message: string): void {
  console.error(`\n${message}\n`);
  process.exitCode = 1;
}
