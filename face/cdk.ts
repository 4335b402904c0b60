/** The package's face for the CDK: `import { synthApp } from 'headwater/cdk'`. */
export { headwaterApp, type HeadwaterApp } from '../infra/headwater-app.ts';
export { synthApp } from '../infra/synth-app.ts';
