/** `headwater doctor`: what stands in the way of the local cloud, or of a deploy. */
import type { ExitCode } from '../errors.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface DoctorOptions {
  readonly aws?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export interface DoctorVerb {
  doctor(options: DoctorOptions): Promise<ExitCode>;
}

export function addDoctor({ verb }: VerbTools, verbs: DoctorVerb, onExit: (code: ExitCode) => void): void {
  verb(
    'doctor',
    'Look at Node, Python, ports, disk, versions and the definition; with --aws at credentials, region and bootstrap. Exits 1 when something is to mend.',
    ['doctor', 'doctor --aws', 'doctor --json'],
  )
    .option('--aws', 'look at what a deploy to AWS needs as well')
    .option('--json', 'print JSON')
    .action(async (options: DoctorOptions) => onExit(await verbs.doctor(options)));
}
