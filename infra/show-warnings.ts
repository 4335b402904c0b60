import { Annotations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { definitionWarnings } from '../shared/domain/definition/warnings.ts';

/** Shows at synth what is right as it stands, and often a mistake. */
export function showWarnings(scope: IConstruct, definition: HeadwaterDefinition): void {
  for (const [index, warning] of definitionWarnings(definition).entries())
    Annotations.of(scope).addWarningV2(`headwater:definition-${index + 1}`, warning);
}
