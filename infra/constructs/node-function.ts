import { Duration, RemovalPolicy, type Size } from 'aws-cdk-lib/core';
import { type IGrantable, type IPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../shared/runtime/environment.ts';
import type { FunctionSize } from '../function-settings.ts';
import type { StageSettings } from '../stages.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import { bundle, type BundleOptions } from './bundle.ts';
import { configFileOf } from './config-file.ts';

export interface NodeFunctionProps {
  readonly stage: StageSettings;
  /** Start of the function's name: `headwater-dev`. */
  readonly deployment: string;
  /** The rest of it, such as `normalizer-shop`. */
  readonly part: string;
  /** What it does, for whoever finds it in the console. */
  readonly description: string;
  /** Its handler, a path from the package's root or an absolute one; it exports `handler`. */
  readonly entry: string;
  readonly size: FunctionSize & { readonly reservedConcurrency?: number };
  /** Of /tmp. @default 512 MB */
  readonly storage?: Size;
  readonly environment: Partial<Record<keyof typeof ENVIRONMENT, string>>;
  /** @default nothing beside the bundle */
  readonly bundling?: Omit<BundleOptions, 'config'>;
}

/** Where functions count outcomes (runtime/metrics.ts): Powertools stays out of the synth. */
export const METRICS_NAMESPACE = 'Headwater';

/** A Lambda function with a role that may write its own logs and nothing else until something is granted. */
export class NodeFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { stage, deployment, part, description, entry, storage, environment } = props;
    const name = `${deployment}-${part}`;
    const { memoryMB, timeoutSeconds, reservedConcurrency } = props.size;

    // Goes with its function also in prod: a log group left behind would stop the next deploy of the same name.
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${name}`,
      retention: stage.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // Not AWSLambdaBasicExecutionRole: that may write every log group of the account.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Role of ${name}`,
    });
    this.logGroup.grantWrite(role);
    this.grantPrincipal = role;

    this.function = new LambdaFunction(this, 'Function', {
      functionName: name,
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundle(entry, { ...props.bundling, config: configFileOf(this) }),
      role,
      timeout: Duration.seconds(timeoutSeconds),
      memorySize: memoryMB,
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      ...(storage && { ephemeralStorageSize: storage }),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        ...namedForTheFunction({ deployment, ...environment }),
      },
    });
  }

  /** Allows exactly these actions on these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.function.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  /**
   * Allows the actions on whatever the resource contains at `path`, which holds a wildcard.
   *
   * @param reason why the exact resource cannot be named
   */
  allowWithin(actions: readonly string[], resource: string, path: string, reason: string): void {
    this.allow(actions, [`${resource}${path}`]);
    acknowledgeWildcard(this, resource, path, reason);
  }
}

function namedForTheFunction(environment: NodeFunctionProps['environment']): Record<string, string> {
  const known = Object.keys(ENVIRONMENT) as (keyof typeof ENVIRONMENT)[];
  return Object.fromEntries(
    known.flatMap((key) => (environment[key] === undefined ? [] : [[ENVIRONMENT[key], environment[key]]])),
  );
}
