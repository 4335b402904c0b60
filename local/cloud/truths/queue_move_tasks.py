"""Row 8: StartMessageMoveTask, ListMessageMoveTasks and CancelMessageMoveTask.

AWS (API_StartMessageMoveTask): the source must be the dead-letter queue of some queue; "If this field is left blank, the
messages will be redriven back to their respective original source queues"; one active task a queue. Moved messages
"are considered as new messages" (sqs-configure-dead-letter-queue-redrive). A message without a known source queue ends
the task as FAILED with CouldNotDetermineMessageSource.
MiniStack has none of the three actions.
"""

import json
import time
import uuid

from ministack.core.concurrency import esm_wake, spawn_background
from ministack.services import sqs

MOST_RESULTS = 10
UNLIMITED_PER_SECOND = 500  # "you can specify a maximum of 500 messages per second"; left out, the system decides

_tasks: list = []  # newest first, as ListMessageMoveTasks returns them


def _is_dead_letter_queue(arn):
    policies = (queue["attributes"].get("RedrivePolicy") for queue in sqs._queues.values())
    return any(json.loads(policy).get("deadLetterTargetArn") == arn for policy in policies if policy)


def _next_message(source):
    now = time.time()
    return next((message for message in source["messages"] if message["visible_at"] <= now), None)


def _move(task, source, message):
    arn = task["DestinationArn"] or (message.get("sys") or {}).get("DeadLetterQueueSourceArn")
    destination = sqs._queue_by_arn(arn) if arn else None
    if destination is None:
        raise LookupError("AWS.SimpleQueueService.NonExistentQueue" if arn else "CouldNotDetermineMessageSource")
    now = time.time()
    system = {key: value for key, value in (message.get("sys") or {}).items() if key != "DeadLetterQueueSourceArn"}
    as_new = {"id": str(uuid.uuid4()), "receipt_handle": None, "receive_count": 0, "first_receive_at": None}
    times = {"sent_at": now, "enqueued_at": now, "visible_at": now}
    system["SentTimestamp"] = str(int(now * 1000))
    source["messages"].remove(message)
    destination["messages"].append({**message, **as_new, **times, "sys": system})
    esm_wake.set()


def _run(task, source):
    pause = 1 / (task["MaxNumberOfMessagesPerSecond"] or UNLIMITED_PER_SECOND)
    while task["Status"] == "RUNNING":
        with sqs._queues_lock:
            message = _next_message(source)
            if message is None:
                task["Status"] = "COMPLETED"
                return
            try:
                _move(task, source, message)
            except LookupError as reason:
                task.update(Status="FAILED", FailureReason=str(reason))
                return
            task["ApproximateNumberOfMessagesMoved"] += 1
        time.sleep(pause)
    task["Status"] = "CANCELLED"


def start(data, _url):
    source_arn = data.get("SourceArn", "")
    source = sqs._queue_by_arn(source_arn)
    if source is None:
        raise sqs._Err("ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist.", 404)
    if not _is_dead_letter_queue(source_arn):
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    if any(task["SourceArn"] == source_arn and task["Status"] in ("RUNNING", "CANCELLING") for task in _tasks):
        raise sqs._Err("UnsupportedOperation", "There is already a task running.")
    task = {
        "TaskHandle": str(uuid.uuid4()),
        "Status": "RUNNING",
        "SourceArn": source_arn,
        "DestinationArn": data.get("DestinationArn"),
        "MaxNumberOfMessagesPerSecond": data.get("MaxNumberOfMessagesPerSecond"),
        "ApproximateNumberOfMessagesMoved": 0,
        "ApproximateNumberOfMessagesToMove": len(source["messages"]),
        "StartedTimestamp": int(time.time() * 1000),
    }
    _tasks.insert(0, task)
    spawn_background(_run, task, source, thread_name="headwater-message-move")
    return {"TaskHandle": task["TaskHandle"]}


def list_tasks(data, _url):
    mine = [task for task in _tasks if task["SourceArn"] == data.get("SourceArn")]
    most = min(int(data.get("MaxResults") or 1), MOST_RESULTS)
    return {"Results": [{key: value for key, value in task.items() if value is not None} for task in mine[:most]]}


def cancel(data, _url):
    task = next((task for task in _tasks if task["TaskHandle"] == data.get("TaskHandle")), None)
    if task is None or task["Status"] != "RUNNING":
        raise sqs._Err("ResourceNotFoundException", "Only active tasks can be cancelled.", 404)
    task["Status"] = "CANCELLING"
    return {"ApproximateNumberOfMessagesMoved": task["ApproximateNumberOfMessagesMoved"]}


def apply():
    sqs._HANDLERS["StartMessageMoveTask"] = start
    sqs._HANDLERS["ListMessageMoveTasks"] = list_tasks
    sqs._HANDLERS["CancelMessageMoveTask"] = cancel
