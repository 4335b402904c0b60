import { CfnOutput, Reference, ReferenceStrength, Stack, Tokenization, Validations } from 'aws-cdk-lib/core';
import { DEFAULT_CROSS_STACK_REFERENCES } from 'aws-cdk-lib/cx-api';
import { Construct, type IConstruct } from 'constructs';

/** Accepts findings of cdk-nag on one construct, each with its reason. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const validations = Validations.of(construct);
  for (const [id, reason] of Object.entries(reasons)) validations.acknowledge({ id, reason });
}

/**
 * Accepts that a policy of the construct ends a resource in a wildcard: this resource, no other.
 *
 * @param arn the resource without `path`
 */
export function acknowledgeWildcard(construct: IConstruct, arn: string, path: string, reason: string): void {
  const resource = readable(Stack.of(construct).resolve(asSeenFrom(construct, arn)));
  acknowledge(construct, { [`AwsSolutions-IAM5[Resource::${resource}${path}]`]: reason });
}

/** cdk-nag names another stack's resource by how the template refers to it: an output, or an export where references are strong. */
function asSeenFrom(construct: IConstruct, arn: string): string {
  const token = Tokenization.reverseString(arn).firstToken;
  if (!token || !Reference.isReference(token)) return arn;
  const owner = Stack.of(token.target);
  if (owner === Stack.of(construct)) return arn;
  const isStrong = construct.node.tryGetContext(DEFAULT_CROSS_STACK_REFERENCES) === ReferenceStrength.STRONG;
  if (isStrong) return owner.exportValue(arn);
  const OutputName = owner.getLogicalId(published(owner, token));
  return JSON.stringify({
    'Fn::GetStackOutput': { StackName: owner.stackName, Region: { Ref: 'AWS::Region' }, OutputName },
  });
}

/** The output that the CDK makes for a weak reference when it synthesizes: it takes the one that it finds. */
function published(owner: Stack, reference: Reference): CfnOutput {
  const scope = owner.node.tryFindChild('Publish') ?? new Construct(owner, 'Publish');
  const id = `Output${JSON.stringify(owner.resolve(reference))}`;
  const made = scope.node.tryFindChild(id);
  return made instanceof CfnOutput ? made : new CfnOutput(scope, id, { value: reference.toString() });
}

/** A resolved value as cdk-nag writes it: `<LogicalId.Arn>`, the name of an import, `arn:<AWS::Partition>:...`. */
function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const [intrinsic, argument] = Object.entries(value as Record<string, unknown>)[0] ?? [];
  switch (intrinsic) {
    case 'Fn::Join': {
      const [delimiter, parts] = argument as [string, unknown[]];
      return parts.map(readable).join(delimiter);
    }
    case 'Fn::GetAtt':
      return `<${(argument as string[]).join('.')}>`;
    case 'Ref':
      return `<${String(argument)}>`;
    case undefined:
    default:
      return String(argument);
  }
}
