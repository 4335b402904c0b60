import type { IConstruct } from 'constructs';

const KEY = 'headwater:config';

/** Tells all constructs below which file holds the definition: their functions' bundles take it in. Before the first of them is made. */
export function setConfigFile(scope: IConstruct, file: string): void {
  scope.node.setContext(KEY, file);
}

/** @throws Error when no construct above was told */
export function configFileOf(scope: IConstruct): string {
  const file: unknown = scope.node.tryGetContext(KEY);
  if (typeof file !== 'string')
    throw new Error(`no construct above ${scope.node.path} knows the file of the definition`);
  return file;
}
