"""Faults that tests ask for: none unless someone sends a plan to `PUT /_headwater/faults`.

A plan is a JSON object; each part is optional, a new plan replaces the old one, `{}` (or DELETE) ends all faults:

    {"putEvents": {"failEntries": 3, "errorCode": "ThrottlingException"},       the next 3 entries fail
     "putEvents": {"throttleRequests": 2},                                      the next 2 requests are refused whole
     "putEvents": {"failRate": 0.2, "seed": 7, "errorCode": "InternalFailure"}, each entry fails with this probability
     "sqsDeliveries":    {"duplicate": 2},   the next 2 messages that reach a function from a queue come a second time
     "streamDeliveries": {"duplicate": 2}}   the next 2 stream batches are delivered to their function twice

Duplicates are what SQS and Lambda promise ("at least once"). Nothing is ever dropped: AWS does not do that either.
"""

import random
import threading

_RETRYABLE = "ThrottlingException"  # PutEventsResultEntry: ThrottlingException and InternalFailure are retryable
_KNOWN = {
    "putEvents": {"throttleRequests", "failEntries", "failRate", "seed", "errorCode"},
    "sqsDeliveries": {"duplicate"},
    "streamDeliveries": {"duplicate"},
}
_lock = threading.Lock()
_plan: dict = {}
_random = random.Random()


def plan(wanted):
    """Replaces the plan. Raises ValueError when a part or a setting is unknown."""
    for part, settings in wanted.items():
        unknown = {part} - _KNOWN.keys() or settings.keys() - _KNOWN[part]
        if unknown:
            raise ValueError(f"unknown fault setting {', '.join(sorted(unknown))}; known are {sorted(_KNOWN)}")
    with _lock:
        _plan.clear()
        _plan.update({part: dict(settings) for part, settings in wanted.items()})
        _random.seed(_plan.get("putEvents", {}).get("seed"))


def planned():
    """What is left of the plan."""
    with _lock:
        return {part: dict(settings) for part, settings in _plan.items()}


def _take_one(settings, counter):
    left = settings.get(counter, 0)
    if left > 0:
        settings[counter] = left - 1
    return left > 0


def throttles_put_events():
    """Whether this PutEvents request must be refused as a whole."""
    if not _plan:
        return False
    with _lock:
        return _take_one(_plan.get("putEvents", {}), "throttleRequests")


def put_events_entry_error():
    """The error code this PutEvents entry must fail with, or None."""
    if not _plan:
        return None
    with _lock:
        settings = _plan.get("putEvents", {})
        fails = _take_one(settings, "failEntries") or _random.random() < settings.get("failRate", 0)
        return settings.get("errorCode", _RETRYABLE) if fails else None


def duplicates(part):
    """Whether the delivery at hand (`sqsDeliveries` or `streamDeliveries`) is made twice."""
    if not _plan:
        return False
    with _lock:
        return _take_one(_plan.get(part, {}), "duplicate")
