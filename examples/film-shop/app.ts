/** What `npx cdk` runs: the ready-made app of the shop. */
import { synthApp } from 'headwater/cdk';

await synthApp(new URL('headwater.config.ts', import.meta.url));
