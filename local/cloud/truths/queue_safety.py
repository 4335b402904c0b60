"""Queues lose no message when pollers, API calls and EventBridge use them at the same time, and stay quick when long.

AWS: a standard queue "ensures at-least-once message delivery" (SQS developer guide, standard-queues).
MiniStack appends to `queue["messages"]` on its event loop without a lock while poller threads replace that list by a
filtered copy: a message appended in between is gone. It also walks the whole queue four times for every receive.
Here one lock guards every change, receiving stops at the first messages that fit, and deleting changes the list in
place.
"""

import threading
import time
import uuid

from ministack.services import eventbridge, sqs

_lock = threading.RLock()


def _expire_and_dead_letter(queue):
    """What MiniStack does before each receive, without its walk over a queue whose oldest message is young."""
    if not queue["messages"]:
        return
    oldest = queue["messages"][0].get("enqueued_at", queue["messages"][0].get("sent_at", 0))
    if oldest <= time.time() - int(queue["attributes"].get("MessageRetentionPeriod", "345600")):
        sqs._expire_retained(queue)
    if queue["attributes"].get("RedrivePolicy") and any(m.get("receive_count") for m in queue["messages"]):
        sqs._dlq_sweep(queue)


def receive(queue, most, most_bytes):
    """Up to `most` visible messages of up to `most_bytes` in all (at least one), now in flight, and their size."""
    with _lock:
        _expire_and_dead_letter(queue)
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
    """Removes messages whose receipt handle is still the one they were received with."""
    handles = {message["receipt_handle"] for message in messages}
    with _lock:
        queue["messages"][:] = [m for m in queue["messages"] if m.get("receipt_handle") not in handles]


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
