import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { repository } from '../../local/layout.ts';
import { project } from '../../shared/project/project.ts';
import { timed, type Log } from '../../local/progress.ts';
import { runCommand } from '../../local/run-command.ts';
import { cdkEntry } from './cdk-entry.ts';

export interface CdkRun {
  readonly step: string;
  readonly text: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Directory for its log. */
  readonly logs: string;
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

/** The ready-made app, where the project has no entry for the CDK of its own. */
function ownApp(): readonly string[] {
  if (cdkEntry(project().root) !== undefined) return [];
  const app = join(repository, `infra/app${extname(import.meta.url)}`);
  return ['--app', [process.execPath, app].map((word) => JSON.stringify(word)).join(' ')];
}

/** Runs the CDK of node_modules, the same that `npx cdk` runs, and shows how far it is. @throws LocalCloudError COMMAND_FAILED */
export async function runCdk({ step, text, args, env, logs, log, signal }: CdkRun): Promise<void> {
  const logFile = join(logs, `cdk-${args[0] ?? ''}.log`);
  await rm(logFile, { force: true });
  const run = (): Promise<void> =>
    runCommand({
      name: `cdk ${args[0] ?? ''}`,
      file: process.execPath,
      args: [
        createRequire(import.meta.url).resolve('aws-cdk/bin/cdk'),
        ...args,
        ...ownApp(),
        '--no-color',
        '--progress',
        'events',
      ],
      cwd: project().root,
      env,
      log: logFile,
      next: `Read ${logFile}, mend what it says, and run the command again.`,
      signal,
    });
  await timed(log, step, text, run, () => progressIn(logFile));
}

/** The last `stack | 12/38 |` of CDK's events. */
async function progressIn(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  const last = Array.from(text.matchAll(/^(\S+) \|\s+(\d+)\/(\d+) \|/gm)).at(-1);
  const [done, total] = [Number(last?.[2]), Number(last?.[3])];
  // An emulator's update can report more events than resources.
  return last && done <= total ? `${last[1] ?? ''} ${last[2] ?? ''} of ${last[3] ?? ''} resources` : '';
}
