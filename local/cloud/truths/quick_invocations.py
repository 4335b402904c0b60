"""Speed: an invocation that logs nothing does not wait 50 ms for its log.

MiniStack waits up to 50 ms after each response for a first line on the worker's stderr. Node writes to a pipe
synchronously on Linux and macOS (nodejs.org, process.stdout: "Pipes and sockets: synchronous except on Windows"), so
whatever the function logged is in the pipe before its response; only the reader thread has to be given its turn.
Measured on two cores: 50 ms less for each hop of a change's way.
"""

from ministack.core.lambda_runtime import Worker

FIRST_LINE_SECONDS = 0.010
QUIET_SECONDS = 0.003


def apply():
    drain = Worker._drain_stderr_bounded

    def drain_quickly(worker, first_line_wait=FIRST_LINE_SECONDS, idle_confirm=QUIET_SECONDS, hard_cap=0.250):
        return drain(worker, min(first_line_wait, FIRST_LINE_SECONDS), idle_confirm, hard_cap)

    Worker._drain_stderr_bounded = drain_quickly
