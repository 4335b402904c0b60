import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { factsOf } from '../shared/domain/consumers/facts.ts';
import { nearest } from '../shared/domain/definition/did-you-mean.ts';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { HeadwaterError } from '../shared/domain/errors.ts';
import { exportedNames } from './exported-names.ts';

/**
 * Looks at the files of the consumers that are functions of the user's own, before they are bundled.
 *
 * @param root the directory that handlers' paths begin at: the configuration's
 * @throws HeadwaterError HW_CONFIG naming the consumer, when a file is missing, cannot be read as TypeScript, or exports no
 *   `handler`
 */
export function checkHandlers({ consumers }: HeadwaterDefinition, root: string): void {
  const problems = consumers.flatMap((consumer) =>
    factsOf(consumer)
      .ownHandlers(consumer)
      .flatMap((handler) => {
        const problem = handlerProblem(handler, root);
        return problem === undefined ? [] : [`  - consumer ${consumer.name}: handler "${handler}": ${problem}`];
      }),
  );
  if (problems.length === 0) return;
  throw new HeadwaterError('HW_CONFIG', `headwater.config.ts is wrong:\n${problems.join('\n')}`);
}

function handlerProblem(path: string, root: string): string | undefined {
  if (!existsSync(join(root, path)) || !statSync(join(root, path)).isFile()) {
    const near = nearestFile(path, root);
    const fix = near === undefined ? 'paths begin at the folder of headwater.config.ts' : `did you mean "${near}"?`;
    return `there is no such file: ${fix}`;
  }
  const names = exportedNames(root, path);
  if ('problem' in names) return names.problem;
  // What it passes on from another file is not seen here.
  const passesOn = /^\s*export\s*\*/m.test(readFileSync(join(root, path), 'utf8'));
  if (names.includes('handler') || passesOn) return undefined;
  return 'it exports no "handler": write export const handler = functionConsumer(...)';
}

/** The path with each misspelt folder or file put right; undefined when none is near. */
function nearestFile(path: string, root: string): string | undefined {
  let right = '';
  for (const name of path.split('/')) {
    const folder = join(root, right);
    const found = statSync(folder).isDirectory()
      ? nearest(name, readdirSync(folder).sort(exactFirst(name)))
      : undefined;
    if (found === undefined) return undefined;
    right = right === '' ? found : `${right}/${found}`;
  }
  return statSync(join(root, right)).isFile() ? right : undefined;
}

function exactFirst(name: string): (a: string, b: string) => number {
  return (a, b) => Number(b === name) - Number(a === name);
}
