import { dirname, resolve } from 'node:path';
import { project } from '../shared/project/project.ts';
import { loadDefinition } from '../shared/runtime/load-definition.ts';
import { fileThatIsThere, isUrl } from './definition-file.ts';
import type { HeadwaterAppProps } from './headwater-app.ts';
import { mistakeIn } from './mistakes.ts';

/**
 * The ready-made app, synthesized: all that a CDK entry needs to do. A mistake of the user's prints as a sentence and sets exit code
 * 1; a bug of ours keeps its stack.
 *
 * @param config the file whose default export is the definition: a path begins at the working directory. @default the one of the project that the working directory belongs to
 * @param props what differs between the stages
 * @example
 * await synthApp(new URL('headwater.config.ts', import.meta.url), {
 *   stages: { prod: { alarmTopicArn: '<ARN>', settings: { alarms: { oldestMessageMinutes: 30 } } } },
 * });
 */
export async function synthApp(config?: string | URL, props?: HeadwaterAppProps): Promise<void> {
  try {
    const file = fileOf(config);
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

function fileOf(config: unknown): string {
  const isRelative = typeof config === 'string' && !isUrl(config);
  return fileThatIsThere('the file of the definition', isRelative ? resolve(config) : (config ?? project().config));
}
