import { synthApp } from 'headwater/cdk';

await synthApp(new URL('headwater.config.ts', import.meta.url));
