"""Queues lose no message when pollers, API calls and EventBridge use them at the same time, and stay quick when long.

AWS: a standard queue "ensures at-least-once message delivery" (SQS developer guide, standard-queues).
MiniStack appends to `queue["messages"]` on its event loop without a lock while poller threads replace that list by a
filtered copy: a message appended in between is gone. It also walks the whole queue four times for every receive.
Here one lock guards every change by SQS and EventBridge, receiving stops at the first messages that fit, and pollers take
messages out of the list in place, so that they cannot undo what a service without the lock (S3, SNS) appends.
"""

import json
import threading
import time
import uuid

from ministack.services import eventbridge, sqs

_lock = threading.RLock()


def _drop_expired(queue):
    """MessageRetentionPeriod, counted from sending; the oldest messages are in front."""
    oldest = time.time() - int(queue["attributes"].get("MessageRetentionPeriod", "345600"))
    while queue["messages"] and queue["messages"][0].get("enqueued_at", queue["messages"][0]["sent_at"]) <= oldest:
        queue["messages"].pop(0)


def _dead_letter(queue):
    """Moves what was received maxReceiveCount times and is visible again (sqs-dead-letter-queues)."""
    policy = json.loads(queue["attributes"].get("RedrivePolicy") or "{}")
    dead_letters = sqs._queue_by_arn(policy.get("deadLetterTargetArn", ""))
    if dead_letters is None:
        return
    now, most = time.time(), int(policy["maxReceiveCount"])
    exhausted = [m for m in queue["messages"] if m.get("receive_count", 0) >= most and m["visible_at"] <= now]
    for message in exhausted:
        queue["messages"].remove(message)
        system = {**message.get("sys", {})}
        system.setdefault("DeadLetterQueueSourceArn", queue["attributes"]["QueueArn"])
        dead_letters["messages"].append({**message, "receipt_handle": None, "visible_at": now, "sys": system})


def receive(queue, most, most_bytes):
    """Up to `most` visible messages of up to `most_bytes` in all (at least one), now in flight, and their size."""
    with _lock:
        if queue.get("is_fifo"):
            sqs._dlq_sweep(queue)
        else:
            _drop_expired(queue)
            _dead_letter(queue)
        timeout = int(queue["attributes"].get("VisibilityTimeout", "30"))
        now = time.time()
        if queue.get("is_fifo"):
            taken = sqs._collect_fifo(queue, most, timeout, now)
            return taken, sum(len(message["body"]) for message in taken)
        taken, weight = [], 0
        for message in queue["messages"]:
            if message["visible_at"] > now:
                continue
            weight += len(message["body"])
            if len(taken) >= most or (taken and weight > most_bytes):
                break
            sqs._ensure_msg_fields(message)
            message["receipt_handle"] = str(uuid.uuid4())
            message["visible_at"] = now + timeout
            message["receive_count"] += 1
            message["first_receive_at"] = message["first_receive_at"] or now
            taken.append(message)
        return taken, weight


def delete(queue, messages):
    """Removes messages; one that is gone already (expired, purged, dead) is no mistake."""
    with _lock:
        for message in messages:
            if message in queue["messages"]:
                queue["messages"].remove(message)


def _locked(function):
    def locked(*args, **kwargs):
        with _lock:
            return function(*args, **kwargs)

    return locked


def apply():
    sqs._queues_lock = _lock
    # ReceiveMessage waits (long polling) and so cannot hold the lock: its steps do instead.
    for action, handler in list(sqs._HANDLERS.items()):
        if action != "ReceiveMessage":
            sqs._HANDLERS[action] = _locked(handler)
    for step in ("_expire_retained", "_dlq_sweep", "_collect_msgs", "_act_send_message"):
        setattr(sqs, step, _locked(getattr(sqs, step)))
    eventbridge._dispatch_to_sqs = _locked(eventbridge._dispatch_to_sqs)
