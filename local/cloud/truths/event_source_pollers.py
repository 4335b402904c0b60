"""Row 10: every event source mapping has pollers of its own, so functions run at the same time.

AWS: an event source mapping is a resource with its own event pollers (Lambda developer guide,
invocation-eventsourcemapping); for SQS, "Lambda ... starts processing five batches at a time with five concurrent
invocations" and no more than ScalingConfig.MaximumConcurrency (services-sqs-scaling).
MiniStack has one thread that walks over all mappings and waits for each stream invocation, so that a slow function
holds up every other stream.

MiniStack's poll loop stays (it still serves Kinesis); for SQS and DynamoDB it now only sees to it that each enabled
mapping has a poller. A poller ends by itself when its mapping is disabled or gone.
"""

import threading

from ministack.core.arn import ArnParseError, parse_arn
from ministack.services import lambda_svc

from truths.queue_poller import QueuePoller
from truths.stream_poller import StreamPoller

POLLER_OF_SERVICE = {"sqs": QueuePoller, "dynamodb": StreamPoller}

_pollers: dict = {}
_pollers_lock = threading.Lock()


def _service_of(mapping):
    try:
        return parse_arn(mapping.get("EventSourceArn", "")).service
    except ArnParseError:
        return None


def _ensure_pollers(service):
    """Starts what is missing. Never reports work done: the pollers wait by themselves."""
    with _pollers_lock:
        for mapping_id in [key for key, poller in _pollers.items() if not poller.is_alive()]:
            del _pollers[mapping_id]
        for account, region, mapping in lambda_svc._iter_all_esms():
            if _service_of(mapping) != service or mapping["UUID"] in _pollers:
                continue
            poller = POLLER_OF_SERVICE[service](account, region, mapping)
            if poller.mapping_is_enabled():
                _pollers[mapping["UUID"]] = poller
                poller.start()
    return False


def apply():
    lambda_svc._poll_sqs = lambda: _ensure_pollers("sqs")
    lambda_svc._poll_dynamodb_streams = lambda: _ensure_pollers("dynamodb")

    ensure_poll_loop = lambda_svc._ensure_poller

    def ensure_poll_loop_looks_now():
        ensure_poll_loop()
        # The loop looks every 5 s while there are no mappings; a new mapping must not wait for that.
        lambda_svc._esm_wake.set()

    lambda_svc._ensure_poller = ensure_poll_loop_looks_now
