/** `headwater doctor`: what stands in the way of the local cloud, or of a deploy. */
import { ASKS } from '../ending.ts';
import type { VerbTools } from '../verb-tools.ts';

export interface DoctorOptions {
  readonly aws?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export function addDoctor({ verb, run }: VerbTools): void {
  verb(
    'doctor',
    'Look at Node, Python, ports, disk, versions and the definition; with --aws at credentials, region and bootstrap. Exits 1 when something is to mend.',
    ['doctor', 'doctor --aws', 'doctor --json'],
  )
    .option('--aws', 'look at what a deploy to AWS needs as well')
    .option('--json', 'print JSON')
    .action((options: DoctorOptions) => run(ASKS, async () => (await import('../commands/doctor.ts')).doctor(options)));
}
