import type { Duration } from 'aws-cdk-lib/core';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

/** Starts a function at a rate. @param name the function's own, as it was given */
export function runEvery(scope: Construct, id: string, rate: Duration, name: string, started: NodeFunction): Rule {
  return new Rule(scope, id, {
    description: `Starts ${name}`,
    schedule: Schedule.rate(rate),
    // A run that fails is made up for by the next: nothing to retry, nothing to keep.
    targets: [new LambdaFunction(started.function, { retryAttempts: 0 })],
  });
}
