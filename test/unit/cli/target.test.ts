import { describe, expect, test } from 'vitest';
import { chooseTarget, type Surroundings, type TargetOptions } from '../../../cli/cloud/choose-target.ts';

const LOCAL = 'http://127.0.0.1:4566';
const stopped = { running: false, endpoint: LOCAL, servers: [] };
const running = { ...stopped, running: true };

function choose(options: TargetOptions, surroundings: Partial<Surroundings> = {}) {
  return chooseTarget(options, { env: {}, local: stopped, writes: false, ...surroundings });
}

describe('which cloud a verb talks to', () => {
  test('the local one when it runs, whatever credentials are set', () => {
    const env = { AWS_PROFILE: 'production', AWS_REGION: 'eu-west-1' };
    expect(choose({}, { env, local: running })).toEqual({ kind: 'local', endpoint: LOCAL, region: 'us-east-1' });
  });

  test('the endpoint that is named, by option before environment', () => {
    const env = { AWS_ENDPOINT_URL: 'http://one:4566' };
    expect(choose({}, { env, local: running })).toMatchObject({ kind: 'endpoint', endpoint: 'http://one:4566' });
    expect(choose({ endpoint: 'http://two:4566/' }, { env })).toMatchObject({ endpoint: 'http://two:4566' });
  });

  test('the local one when its own endpoint is named', () => {
    expect(choose({ endpoint: 'http://localhost:4566' }, { local: running })).toMatchObject({ kind: 'local' });
  });

  test('AWS when it is asked for', () => {
    const env = { AWS_REGION: 'eu-west-1' };
    expect(choose({ aws: true }, { env, local: running, writes: true })).toEqual({ kind: 'aws', region: 'eu-west-1' });
  });

  test('AWS for a read when the local cloud is down and credentials are set', () => {
    expect(choose({}, { env: { AWS_PROFILE: 'dev' } })).toEqual({ kind: 'aws', region: undefined });
  });

  test('never AWS for a write that did not ask for it', () => {
    expect(() => choose({}, { env: { AWS_PROFILE: 'dev' }, writes: true })).toThrow(/local cloud is not running/);
  });

  test('never AWS when the local cloud is half dead', () => {
    const server = { name: 'OpenSearch', state: 'dead', endpoint: '', pid: null, startedAt: null, logFile: '', logTail: null } as const; // prettier-ignore
    const local = { ...stopped, servers: [server] };
    expect(() => choose({}, { env: { AWS_PROFILE: 'dev' }, local })).toThrow(/OpenSearch is dead/);
  });

  test('contradictions are refused', () => {
    expect(() => choose({ aws: true, endpoint: LOCAL })).toThrow(/exclude each other/);
    expect(() => choose({ aws: true }, { env: { AWS_ENDPOINT_URL: LOCAL } })).toThrow(/not AWS/);
    expect(() => choose({ endpoint: 'localhost:4566' })).toThrow(/is not a URL/);
  });
});
