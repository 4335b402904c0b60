import type { App } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';

/** Findings of cdk-nag that nobody accepted with a reason, a line each. */
export function unacceptedFindings(app: App): readonly string[] {
  return new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, description, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath ?? '?'}: ${description}`),
    );
}
