import { CfnResource, type IAspect } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Leaves resource types out of the templates, for a cloud that cannot provision them:
 * `-c omit=AWS::Events::Archive,AWS::Athena::NamedQuery`. Only for what nothing else refers to.
 */
export class OmitResources implements IAspect {
  private readonly types: ReadonlySet<string>;

  constructor(types: readonly string[]) {
    this.types = new Set(types);
  }

  visit(construct: IConstruct): void {
    if (!CfnResource.isCfnResource(construct) || !this.types.has(construct.cfnResourceType)) return;
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
  }
}
