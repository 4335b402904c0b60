/**
 * The native modules that a Lambda function needs, as package-lock.json has them (test/infra/native-duckdb.test.ts holds them against it):
 * an installed package has no lock file of its own.
 */
export const DUCKDB_BINDINGS = {
  'linux-arm64': {
    version: '1.5.6-r.1',
    integrity: 'sha512-3jnUaDil1BrF/6vAZwVaInJ1xoBaWGHB4PDiUnzJWKCo8a8TLx9j7/gPyPl/UGRBftrYIuTihRZSfF4mWMgtWA==',
  },
  'linux-x64': {
    version: '1.5.6-r.1',
    integrity: 'sha512-IXcrZJE6kEqM0Z4wwdVnGBHX/frOS33VPNAwDXQ/Q+Fs84b058Qe94chrCCIcNJlG8Y3UHIUU4eBeCQxW5mN1Q==',
  },
} as const;
