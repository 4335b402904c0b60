import type { HeadwaterDefinition } from '../shared/domain/definition/headwater.ts';
import { isRecord, shapeProblems } from '../shared/domain/definition/shape.ts';
import { topicArnOf } from './given-problems.ts';
import type { HeadwaterAppProps } from './headwater-app.ts';
import { refuseProps } from './props-error.ts';
import { APP } from './props-schema.ts';
import { definitionIn, settingsOf } from './stage-props.ts';
import { withoutUndefined } from './without-undefined.ts';

/**
 * Looks at all stages that are given, whichever is synthesized: a mistake in prod's shows on the day it is written, and not on the
 * day of the deploy.
 *
 * @throws PropsError that names the prop
 */
export function checkStages(definition: HeadwaterDefinition, props: HeadwaterAppProps): void {
  refuseProps('the props of the app are wrong', shapeProblems(APP, withoutUndefinedStages(props), 'props'));
  for (const [name, stage] of Object.entries(withoutUndefined({ ...props.stages }))) {
    settingsOf(name, stage.settings, definition.consumers);
    definitionIn(definition, name, stage);
    topicArnOf(`stages.${name}.alarmTopicArn`, stage.alarmTopicArn);
  }
}

/** The rest is the CDK's, and may be more than plain objects. */
function withoutUndefinedStages(props: unknown): unknown {
  return isRecord(props) ? { ...props, stages: withoutUndefined(props['stages']) } : props;
}
