import { Aspects } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { DuckDbTarget } from './constructs/native-duckdb.ts';
import { OmitResources } from './omit-resources.ts';

/** What the context says of the cloud that is deployed to. */
export interface WhereItRuns {
  /** How the search domain is spoken to; emulators serve plain HTTP. */
  readonly searchScheme: 'http' | 'https';
  readonly duckDb: DuckDbTarget;
}

/**
 * Reads the context that `headwater up` gives, and leaves out below `scope` what the cloud cannot provision. All optional:
 *
 * - `local`: `true` for an emulator, whose OpenSearch speaks plain HTTP.
 * - `functionsRunHere`: `true` for an emulator that runs functions as processes of this machine.
 * - `omit`: resource types to leave out, with commas between them, for a cloud that cannot provision them.
 */
export function whereItRuns(scope: IConstruct): WhereItRuns {
  const context = (name: string): unknown => scope.node.tryGetContext(name);
  const local = String(context('local')) === 'true';
  const here = String(context('functionsRunHere')) === 'true';
  const omit = context('omit');
  if (typeof omit === 'string') Aspects.of(scope).add(new OmitResources(omit.split(',')));
  return {
    searchScheme: local ? 'http' : 'https',
    // An emulator's container has the processor of its machine; Lambda functions are deployed for arm64.
    duckDb: here ? 'here' : local && process.arch === 'x64' ? 'linux-x64' : 'linux-arm64',
  };
}
