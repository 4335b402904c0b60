import { delimiter, dirname, join } from 'node:path';
import type { Layout } from './layout.ts';

export interface CloudPorts {
  readonly miniStack: number;
  readonly openSearch: number;
}

export function endpointOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** What a child process (cdk, tests, functions) needs to talk to the local cloud, and to nothing else. Merge it over process.env. */
export function localEnvironment(layout: Layout, ports: CloudPorts): Record<string, string> {
  const nothing = join(layout.root, 'no-aws-config');
  return {
    AWS_ENDPOINT_URL: endpointOf(ports.miniStack),
    AWS_ENDPOINT_URL_S3: endpointOf(ports.miniStack),
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    // A profile or a token of a real account would go before the keys above.
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Policy validation at synth: 4.7 times slower, and CI runs it.
    CDK_VALIDATION: 'false',
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // The Node that this runs on comes first: functions run on it as well.
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
  };
}
