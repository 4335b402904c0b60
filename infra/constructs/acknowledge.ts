import { Reference, Stack, Tokenization, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

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

/** cdk-nag names another stack's resource by the export that the template imports: made here, as the CDK would later. */
function asSeenFrom(construct: IConstruct, arn: string): string {
  const token = Tokenization.reverseString(arn).firstToken;
  if (!token || !Reference.isReference(token)) return arn;
  const owner = Stack.of(token.target);
  return owner === Stack.of(construct) ? arn : owner.exportValue(arn);
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
