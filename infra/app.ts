/** What `cdk` runs: the ready-made app of the project it runs in. */
import { synthApp } from './synth-app.ts';

await synthApp();
