import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { Construct } from 'constructs';
import type { ConsumerBase, HeadwaterDefinition } from '../../shared/domain/definition/headwater.ts';
import type { AnalyticsLake } from '../constructs/analytics-lake.ts';
import type { NodeFunction, NodeFunctionProps } from '../constructs/node-function.ts';
import type { OwnResources } from '../constructs/own-resources.ts';
import type { SearchAccess } from '../constructs/search-access.ts';
import type { StageSettings } from '../stages.ts';

export interface StoreProps {
  readonly stage: StageSettings;
  /** Start of resources' names: `headwater-dev`. */
  readonly name: string;
  readonly definition: HeadwaterDefinition;
  /** Of all that keeps rows. */
  readonly key: IKey;
  /** What is there already, and is not made. */
  readonly given: { readonly searchDomain?: IDomain };
}

/** What a consumer's function can be given in the pipeline's stack. @typeParam S what `makeStore` made */
export interface Wiring<S> {
  readonly store: S;
  readonly stage: StageSettings;
  /** When there is a search consumer. */
  readonly search: SearchAccess | undefined;
  /** When there is an analytics consumer. */
  readonly lake: AnalyticsLake | undefined;
  readonly own: OwnResources;
}

/** What a type of consumer is in AWS, beside the rule, the queues and the function that each consumer has. */
export interface ConsumerResources<C extends ConsumerBase, S> {
  /**
   * In the stores' stack: what outlives the pipeline, made once for all consumers of the type.
   * @param consumers of the type; none when the definition has none
   */
  makeStore(scope: Construct, consumers: readonly C[], props: StoreProps): S;
  /**
   * Path of its handler: from the package's root, or absolute.
   * @param directory where the handlers of functions of one's own begin
   */
  entryOf(consumer: C, directory: string): string;
  /** @throws Error when what its function needs was not made: a bug of ours, and no function without its environment */
  environmentOf(consumer: C, wiring: Wiring<S>): NodeFunctionProps['environment'];
  allow(caller: NodeFunction, consumer: C, wiring: Wiring<S>): void;
}
