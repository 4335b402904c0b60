/** Names of resources begin with `<definition's name>-<stage>`: two of one name in one account and region collide. */
import { Annotations, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { HeadwaterError } from '../shared/domain/errors.ts';

/** By app: what was named in it before. */
const NAMED = new WeakMap<IConstruct, { readonly name: string; readonly at: IConstruct }[]>();

/**
 * Warns where the environment is not said: the two may be deployed with other credentials.
 *
 * @throws HeadwaterError HW_CONFIG when another of the app has that name in the same account and region
 */
export function takeName(at: IConstruct, name: string): void {
  const { root } = at.node;
  const named = NAMED.get(root) ?? [];
  const { account, region, environment } = Stack.of(at);
  const other = named.find((one) => one.name === name && Stack.of(one.at).environment === environment);
  NAMED.set(root, [...named, { name, at }]);
  if (!other) return;
  const message =
    `${at.node.path} and ${other.at.node.path} are both ${name}, and their resources have the same names: give them ` +
    `different stages or definitions of different names, or env of different accounts or regions to their stacks`;
  if (!Token.isUnresolved(account) && !Token.isUnresolved(region)) throw new HeadwaterError('HW_CONFIG', message);
  Annotations.of(at).addWarningV2(
    'headwater:name-taken',
    `${message}; nothing is to be done if the credentials differ`,
  );
}
