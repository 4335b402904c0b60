"""A function keeps its execution environment when its handler throws.

AWS: the runtime posts the handler's error to the Runtime API and asks for the next event (runtimes-api); only when "the
Lambda function crashes or times out during the Invoke phase, Lambda resets the execution environment"
(lambda-runtime-environment).
MiniStack kills the Node process after each error: what the function keeps in memory is lost, and every retry is a cold
start, which takes seconds on a busy machine.

MiniStack's worker answers a handler's error with a `trace`; a crash, a timeout or an unreadable answer has none.
"""

import threading
import time

from ministack.core import lambda_runtime
from ministack.core.lambda_runtime import Worker

_invocation = threading.local()


def _is_pooled(worker):
    with lambda_runtime._lock:
        return any(worker in workers for workers in lambda_runtime._workers.values())


def apply():
    invoke, signal, collect = Worker.invoke, lambda_runtime._signal, lambda_runtime._collect

    def signal_after_invocation(process):
        spared = getattr(_invocation, "spared", None)
        if spared is None:
            signal(process)
        else:
            spared.append(process)

    def collect_after_invocation(process, deadline):
        if getattr(_invocation, "spared", None) is None:
            collect(process, deadline)

    def end(process):
        signal(process)
        collect(process, time.monotonic() + lambda_runtime._REAP_GRACE)

    def invoke_and_stay_warm(worker, *args, **kwargs):
        spared = _invocation.spared = []
        response = {}
        try:
            response = invoke(worker, *args, **kwargs)
        finally:
            _invocation.spared = None
            _settle(worker, response, spared)
        return response

    def _settle(worker, response, spared):
        for process in spared:
            if "trace" in response and worker._proc is None and process.poll() is None and _is_pooled(worker):
                worker._proc = process
            else:
                end(process)

    Worker.invoke = invoke_and_stay_warm
    lambda_runtime._signal = signal_after_invocation
    lambda_runtime._collect = collect_after_invocation
