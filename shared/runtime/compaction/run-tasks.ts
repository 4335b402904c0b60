import type { CompactionTask, TaskResult } from './work.ts';

/** Does a task: in this process, or in an invocation of its own. */
export type Worker = <T extends CompactionTask>(task: T) => Promise<TaskResult<T>>;

export interface CompactionStep {
  readonly kind: CompactionTask['kind'];
  readonly done: number;
  readonly of: number;
}

export interface Workers {
  readonly worker: Worker;
  /** Tasks at a time. */
  readonly workers: number;
  /** Told after each task. */
  readonly progress?: (step: CompactionStep) => void;
}

/** Some at a time, results in order; the first failure ends it. */
export async function all<T extends CompactionTask>(
  tasks: readonly T[],
  kind: T['kind'],
  { worker, workers, progress }: Workers,
): Promise<readonly TaskResult<T>[]> {
  const results: TaskResult<T>[] = [];
  const queue = tasks.entries();
  let [done, broken] = [0, false];
  const drain = async (): Promise<void> => {
    for (const [index, task] of queue) {
      if (broken) return;
      results[index] = await worker(task).catch((error: unknown) => {
        broken = true;
        throw error;
      });
      done += 1;
      progress?.({ kind, done, of: tasks.length });
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, drain));
  return results;
}
