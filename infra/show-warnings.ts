import { Annotations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { definitionWarnings } from '../shared/domain/definition/warnings.ts';
import type { StageSettings } from './stages.ts';

/** Shows at synth what is right as it stands, and often a mistake. */
export function showWarnings(scope: IConstruct, definition: HeadwaterDefinition): void {
  for (const [index, warning] of definitionWarnings(definition).entries())
    Annotations.of(scope).addWarningV2(`headwater:definition-${index + 1}`, warning);
}

/**
 * A deploy without a topic takes the actions of all alarms away, also those that an earlier deploy gave them.
 *
 * @param fix where whoever made it names a topic
 */
export function warnOfSilentAlarms(scope: IConstruct, { name, protectData }: StageSettings, fix: string): void {
  if (!protectData) return;
  const warning = `the alarms of ${name} notify nobody, and a topic that an earlier deploy gave them is taken away: ${fix}`;
  Annotations.of(scope).addWarningV2('headwater:silent-alarms', warning);
}
