import { signedRequest } from '../../shared/adapters/secrets-manager/signed-request.ts';
import type { Deployed } from '../deployed.ts';

export interface Execution {
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';
  readonly error?: string;
  readonly cause?: string;
}

export interface MapRun {
  readonly mapRunArn: string;
  readonly itemCounts: { readonly total: number; readonly succeeded: number; readonly failed: number };
}

/** Starts and watches executions (Step Functions API reference). */
export interface StepFunctions {
  /** Starting the same name again finds the execution that has it, running or ended. @returns its ARN */
  start(stateMachineArn: string, name: string, input: object): Promise<string>;
  describe(executionArn: string): Promise<Execution>;
  /** How many files are done; undefined while it waits for the export. */
  mapRun(executionArn: string): Promise<MapRun | undefined>;
  /** Why one of a map's files failed. */
  failureOf(mapRunArn: string): Promise<Execution | undefined>;
}

/** A few operations are no reason for a client of its own. */
export function createStepFunctions({ target, region, clients }: Deployed): StepFunctions {
  const { credentials } = clients.dynamoDb.config;
  const endpoint = target.kind === 'aws' ? undefined : target.endpoint;
  const ask = (operation: string, body: object): Promise<unknown> =>
    signedRequest({
      service: 'states',
      region,
      target: `AWSStepFunctions.${operation}`,
      version: '1.0',
      body,
      endpoint,
      credentials,
    });
  const describe = async (executionArn: string): Promise<Execution> =>
    (await ask('DescribeExecution', { executionArn })) as Execution;
  return {
    async start(stateMachineArn, name, input) {
      try {
        const answer = await ask('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
        return (answer as { executionArn: string }).executionArn;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') throw error;
        return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      }
    },
    describe,
    async mapRun(executionArn) {
      const { mapRuns } = (await ask('ListMapRuns', { executionArn })) as { mapRuns: { mapRunArn: string }[] };
      const mapRunArn = mapRuns[0]?.mapRunArn;
      return mapRunArn === undefined ? undefined : ((await ask('DescribeMapRun', { mapRunArn })) as MapRun);
    },
    async failureOf(mapRunArn) {
      const request = { mapRunArn, statusFilter: 'FAILED', maxResults: 1 };
      const { executions } = (await ask('ListExecutions', request)) as { executions: { executionArn: string }[] };
      const executionArn = executions[0]?.executionArn;
      return executionArn === undefined ? undefined : await describe(executionArn);
    },
  };
}
