/** The package's face for the CDK: `import { synthApp } from 'headwater/cdk'`. */
export { Headwater, type HeadwaterProps } from '../infra/headwater.ts';
export { headwaterApp, type HeadwaterApp, type HeadwaterAppProps } from '../infra/headwater-app.ts';
export { synthApp } from '../infra/synth-app.ts';
export type { AlarmThresholds } from '../infra/alarm-thresholds.ts';
export type {
  ConsumerSize,
  FunctionProps,
  FunctionSettings,
  FunctionSize,
  NormalizerSize,
} from '../infra/function-settings.ts';
export type { ExistingTable, SettingsProps, StageProps } from '../infra/stage-props.ts';
export type { SearchSize, StageSettings } from '../infra/stages.ts';
