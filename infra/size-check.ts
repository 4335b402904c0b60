import { attachCustomSynthesis, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadwaterError } from '../shared/domain/errors.ts';
import { resourceProblems, templateProblems } from './template-limits.ts';

/**
 * Refuses, whoever's app it is, when it is synthesized, what a deploy would refuse later for its size. It stands beside its stacks and
 * after them, because the CDK writes the templates of constructs in their order: it reads the files that a deploy would send.
 *
 * Its `app.synth()` throws HeadwaterError HW_CONFIG that names each limit, and how much there is.
 */
export class SizeCheck extends Construct {
  constructor(scope: Construct, id: string, stacks: readonly Stack[]) {
    super(scope, id);
    // Before any template is written: the CDK's own refusal of too many resources says nothing of what to do.
    this.node.addValidation({
      validate: () => {
        refuse(stacks.flatMap(resourceProblems));
        return [];
      },
    });
    attachCustomSynthesis(this, {
      onSynthesize: ({ outdir }) => {
        refuse(
          stacks.flatMap(({ stackName, templateFile }) =>
            templateProblems(stackName, readFileSync(join(outdir, templateFile), 'utf8')),
          ),
        );
      },
    });
  }

  /** Once for each stack, however many constructs in it ask. */
  static ofStackAround(construct: Construct): void {
    const stack = Stack.of(construct);
    const { scope, id } = stack.node;
    const name = `${id}SizeCheck`;
    if (scope instanceof Construct && !scope.node.tryFindChild(name)) new SizeCheck(scope, name, [stack]);
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const listed = problems.map((one) => `  - ${one}`).join('\n');
  throw new HeadwaterError('HW_CONFIG', `this cannot be deployed:\n${listed}`);
}
