"""Row 2: discarded stream records go to the mapping's on-failure destination: S3, SQS or SNS.

AWS (Lambda developer guide, services-dynamodb-errors): the record names the condition, the first and last sequence
number and the stream; "For Amazon S3 destinations, Lambda also sends the entire invocation record along with the
metadata" as `payload`, under the key `aws/lambda/<ESM-UUID>/<shardID>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>`.
The two conditions are RetryAttemptsExhausted and RecordAgeExceeded. SQS and SNS get the metadata only.
MiniStack sends nothing but over-age batches, and nothing to S3.
"""

import hashlib
import json
import time
import uuid

from ministack.core.arn import parse_arn
from ministack.services import s3, sns, sqs

from truths.poller import logger

SHARD_ID = "shardId-00000000000000000000-00000000"  # MiniStack's streams have one shard


def _iso(epoch_seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch_seconds))


def failure_record(poller, records, condition, result, invocations):
    first, last = records[0]["dynamodb"], records[-1]["dynamodb"]
    record = {
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": poller.mapping["FunctionArn"],
            "condition": condition,
            "approximateInvokeCount": invocations,
        },
        "version": "1.0",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "DDBStreamBatchInfo": {
            "shardId": SHARD_ID,
            "startSequenceNumber": first["SequenceNumber"],
            "endSequenceNumber": last["SequenceNumber"],
            "approximateArrivalOfFirstRecord": _iso(first["ApproximateCreationDateTime"]),
            "approximateArrivalOfLastRecord": _iso(last["ApproximateCreationDateTime"]),
            "batchSize": len(records),
            "streamArn": poller.mapping["EventSourceArn"],
        },
    }
    if invocations:
        record["responseContext"] = {
            "statusCode": 200,
            "executedVersion": poller.mapping.get("Qualifier") or "$LATEST",
            "functionError": "Unhandled" if result.get("error") else None,
        }
    return record


def object_key(poller):
    now = time.gmtime()
    stamp = time.strftime("%Y-%m-%dT%H.%M.%S", now)
    return f"aws/lambda/{poller.mapping['UUID']}/{SHARD_ID}/{time.strftime('%Y/%m/%d', now)}/{stamp}-{uuid.uuid4()}"


def _put_into_bucket(poller, bucket, record, records):
    body = json.dumps({**record, "payload": json.dumps({"Records": list(records)})}).encode()
    status = s3._put_object(bucket, object_key(poller), body, {"content-type": "application/json"})[0]
    if status >= 400:
        raise RuntimeError(f"bucket {bucket} took no failure record (status {status})")


def _send_to_queue(arn, body):
    queue = sqs._queue_by_arn(arn)
    if queue is None:
        raise RuntimeError(f"queue {arn} does not exist")
    with sqs._queues_lock:
        message = {"id": str(uuid.uuid4()), "body": body, "md5_body": hashlib.md5(body.encode()).hexdigest()}
        sqs._ensure_msg_fields(message)
        queue["messages"].append(message)


def _assert_allowed(poller, service, arn):
    """The function's role sends what was discarded (invocation-async-retain-records); it counts when IAM is enforced."""
    action, resource = {
        "s3": ("s3:PutObject", f"{arn}/{object_key(poller)}"),
        "sqs": ("sqs:SendMessage", arn),
        "sns": ("sns:Publish", arn),
    }.get(service, (None, arn))
    refused = action and poller.refusal_of((action,), resource)
    if refused:
        raise PermissionError(refused)


def send_discarded(poller, records, condition, result, invocations):
    """Sends what was discarded. A destination that refuses is logged: on AWS, too, the records are then lost."""
    arn = ((poller.mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    if not arn:
        return
    record = failure_record(poller, records, condition, result, invocations)
    service = parse_arn(arn).service
    try:
        _assert_allowed(poller, service, arn)
        if service == "s3":
            _put_into_bucket(poller, arn.split(":::")[-1], record, records)
        elif service == "sqs":
            _send_to_queue(arn, json.dumps(record))
        elif service == "sns":
            sns._fanout(arn, str(uuid.uuid4()), json.dumps(record), "", "", {})
    except Exception:
        logger.exception("on-failure destination %s took no record of %s", arn, poller.mapping["UUID"])
