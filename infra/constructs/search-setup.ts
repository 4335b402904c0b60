import { CfnOutput, CustomResource, Stack } from 'aws-cdk-lib/core';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { createHash } from 'node:crypto';
import type { Entity } from '../../shared/domain/definition/entity.ts';
import type { StageSettings } from '../stages.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { NodeFunction } from './node-function.ts';

export interface SearchSetupProps {
  readonly stage: StageSettings;
  /** Start of the function's name: `headwater-dev`. */
  readonly deployment: string;
  /** With scheme. */
  readonly endpoint: string;
  readonly entities: readonly Entity[];
}

/** Makes the stored script, indices and aliases as part of the deploy, so that they are there before the first message. */
export class SearchSetup extends Construct {
  readonly function: NodeFunction;
  readonly done: CustomResource;
  /** The CDK's own function, which CloudFormation asks. */
  readonly provider: Provider;
  readonly providerRole: Role;

  constructor(scope: Construct, id: string, props: SearchSetupProps) {
    super(scope, id);
    const { stage, deployment, endpoint, entities } = props;
    this.function = new NodeFunction(this, 'Function', {
      stage,
      deployment,
      part: 'search-setup',
      description: 'Makes what search consumers need in OpenSearch, at deploy time',
      entry: 'functions/search-setup/handler.ts',
      size: stage.functions.searchSetup,
      environment: { searchEndpoint: endpoint },
    });
    this.providerRole = new Role(this, 'ProviderRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.provider = this.makeProvider(this.providerRole);
    this.done = new CustomResource(this, 'Done', {
      resourceType: 'Custom::SearchSetup',
      serviceToken: this.provider.serviceToken,
      // CloudFormation runs it again when one of these changes, and only then.
      properties: {
        mappings: Object.fromEntries(entities.map((entity) => [entity.name, mappingHash(entity)])),
        code: bundleName(this.function),
      },
    });
    this.done.node.addDependency(this.function);
    const due = new CfnOutput(this, 'ReindexDue', {
      value: Stack.of(this).toJsonString({ entities: this.done.getAttString('reindexDue') }),
      description:
        'Entities whose mapping needed a reindex when it was deployed: npx headwater status says what is due now.',
    });
    due.overrideLogicalId('SearchReindexDue');
  }

  private makeProvider(role: Role): Provider {
    this.function.logGroup.grantWrite(role);
    const provider = new Provider(this, 'Provider', {
      onEventHandler: this.function.function,
      frameworkOnEventRole: role,
      logGroup: this.function.logGroup,
    });
    acknowledge(provider, {
      'AwsSolutions-L1': "The CDK's own provider function: its runtime comes with the CDK's version.",
    });
    const { functionArn } = this.function.function;
    acknowledgeWildcard(
      role,
      functionArn,
      ':*',
      "The CDK's provider may invoke any version of the one function it is for.",
    );
    return provider;
  }
}

/** Changes exactly when the entity's index must: with its version, the mapping of a field or its search settings. */
export function mappingHash({ version, fields, search }: Entity): string {
  const mappings = Object.entries(fields).map(([name, field]) => [name, field.headwater.search]);
  return createHash('sha256')
    .update(JSON.stringify(search ? [version, mappings, search] : [version, mappings]))
    .digest('hex')
    .slice(0, 16);
}

/** The asset's name holds the hash of the bundle: new code, such as a new stored script, runs even with old mappings. */
function bundleName({ function: { node } }: NodeFunction): string | undefined {
  const { code } = node.defaultChild as CfnFunction;
  return 's3Key' in code ? code.s3Key : undefined;
}
