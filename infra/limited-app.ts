import { App, Stack, type StageSynthesisOptions } from 'aws-cdk-lib/core';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { HeadwaterError } from '../shared/domain/errors.ts';
import { resourceProblems, templateProblems } from './template-limits.ts';

/** An app that refuses, when it is synthesized, what a deploy would refuse later for its size. */
export class LimitedApp extends App {
  /** @throws HeadwaterError HW_CONFIG that names each limit, and how much there is */
  override synth(options?: StageSynthesisOptions): CloudAssembly {
    const stacks = this.node.findAll().filter((one) => Stack.isStack(one));
    refuse(stacks.flatMap(resourceProblems));
    const assembly = super.synth(options);
    refuse(assembly.stacks.flatMap(templateProblems));
    return assembly;
  }
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const listed = problems.map((one) => `  - ${one}`).join('\n');
  throw new HeadwaterError('HW_CONFIG', `this cannot be deployed:\n${listed}`);
}
