import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { project } from '../shared/project/project.ts';
import { loadDefinition } from '../shared/runtime/load-definition.ts';
import type { HeadwaterAppProps } from './headwater-app.ts';
import { mistakeIn } from './mistakes.ts';

/**
 * The ready-made app, synthesized: all that a CDK entry needs to do. A mistake of the user's prints as a sentence and sets exit code
 * 1; a bug of ours keeps its stack.
 *
 * @param config the file whose default export is the definition. @default the one of the project that the working directory belongs to
 * @param props what differs between the stages
 * @example
 * await synthApp(new URL('headwater.config.ts', import.meta.url), {
 *   stages: { prod: { alarmTopicArn: '<ARN>', settings: { alarms: { oldestMessageMinutes: 30 } } } },
 * });
 */
export async function synthApp(config?: string | URL, props?: HeadwaterAppProps): Promise<void> {
  try {
    const file = config instanceof URL ? fileURLToPath(config) : (config ?? project().config);
    // Imported here, because the definition is checked while it is imported.
    const definition = await loadDefinition(file);
    const { checkHandlers } = await import('./handler-files.ts');
    checkHandlers(definition, dirname(file));
    const { headwaterApp } = await import('./headwater-app.ts');
    // Synthesized here and never again: what is refused would be refused a second time at the end of the process, with a stack.
    headwaterApp(definition, file, { ...props, autoSynth: false }).app.synth();
  } catch (error) {
    const mistake = mistakeIn(error);
    if (mistake === undefined) throw error;
    console.error(`\n${mistake}\n`);
    process.exitCode = 1;
  }
}
