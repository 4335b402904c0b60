/** What `cdk` runs: the ready-made app of the project it runs in. */
import { project } from '../shared/project/project.ts';
import { mistakeIn } from './mistakes.ts';
import { synthApp } from './synth-app.ts';

try {
  await synthApp(project().config);
} catch (error) {
  // There is no project.
  const mistake = mistakeIn(error);
  if (mistake === undefined) throw error;
  console.error(`\n${mistake}\n`);
  process.exitCode = 1;
}
