"""Row 11: an export of a table to S3 writes the table.

AWS:
- S3DataExport.Output: `AWSDynamoDB/<ExportId>/` holds `_started`, `manifest-summary.json`, `manifest-files.json` (JSON
  lines: itemCount, md5Checksum, etag, dataFileS3Key), a `.checksum` of each, and `data/*.json.gz`: gzip of one
  `{"Item": {...}}` a line. "The export creates at least 1 file per partition"; an empty partition has an empty file.
- ExportTableToPointInTime: "The table must have point in time recovery enabled"; without it
  PointInTimeRecoveryUnavailableException. An export of no stated time is of the moment of the request.
- ExportDescription: ExportManifest, ItemCount and BilledSizeBytes once it is COMPLETED; FailureCode and FailureMessage
  when it is FAILED; ExportTime from the beginning.
- supported-services-awssdk: what a state machine gets from an SDK call has its times as ISO 8601 text.
MiniStack answers, writes nothing, and names no ExportTime; a state machine gets times as numbers. It forgets what CloudFormation says about point-in-time
recovery, too. What it cannot do (ION, incremental exports, a time in the past) is refused here.
"""

import base64
import gzip
import hashlib
import json
import time
from datetime import datetime, timezone

# A new on-demand table has four (throttling-ondemand: "4,000 write request units": 1,000 for each partition).
PARTITIONS = 4
TIMES = ("StartTime", "EndTime", "ExportTime")
TABLE_TYPE = "AWS::DynamoDB::Table"
# ExportArn -> (key, bytes) of what is written once it is complete.
_pending = {}


def partitioned(items):
    """Items by the hash of their partition key, in as many lists as the table has partitions."""
    parts = [[] for _ in range(PARTITIONS)]
    for partition_key, by_sort_key in items.items():
        number = hashlib.md5(str(partition_key).encode()).digest()[0] % PARTITIONS
        parts[number].extend(by_sort_key.values())
    return parts


def export_objects(description, parts):
    """(objects, item count, size): what an export of these partitions writes, as (key, bytes), the manifests last."""
    folder = folder_of(description)
    objects, lines = [], []
    size = 0
    for number, items in enumerate(parts):
        text = "".join(json.dumps({"Item": item}, separators=(",", ":")) + "\n" for item in items).encode()
        size += len(text)
        data = gzip.compress(text, mtime=0)
        name = hashlib.md5(f"{folder}{number}".encode()).hexdigest()[:26]
        key = f"{folder}/data/{name}.json.gz"
        digest = hashlib.md5(data)
        lines.append({
            "itemCount": len(items),
            "md5Checksum": base64.b64encode(digest.digest()).decode(),
            "etag": digest.hexdigest(),
            "dataFileS3Key": key,
        })
        objects.append((key, data))
    count = sum(map(len, parts))
    files = "".join(json.dumps(line) + "\n" for line in lines).encode()
    summary = json.dumps(_summary(description, count, size)).encode()
    for name, body in (("manifest-files", files), ("manifest-summary", summary)):
        objects.append((f"{folder}/{name}.json", body))
        objects.append((f"{folder}/{name}.checksum", base64.b64encode(hashlib.md5(body).digest())))
    return objects, count, size


def folder_of(description):
    """`<prefix>/AWSDynamoDB/<ExportId>`."""
    prefix = description.get("S3Prefix", "").strip("/")
    return "/".join(filter(None, [prefix, "AWSDynamoDB", description["ExportArn"].split("/")[-1]]))


def _summary(description, count, size):
    start = _iso(description["StartTime"])
    return {
        "version": "2020-06-30",
        "exportArn": description["ExportArn"],
        "startTime": start,
        "endTime": _iso(time.time()),
        "tableArn": description["TableArn"],
        "tableId": description.get("TableId"),
        "exportTime": _iso(description["ExportTime"]),
        "s3Bucket": description["S3Bucket"],
        "s3Prefix": description.get("S3Prefix"),
        "s3SseAlgorithm": description.get("S3SseAlgorithm", "AES256"),
        "s3SseKmsKeyId": description.get("S3SseKmsKeyId"),
        "manifestFilesS3Key": f"{folder_of(description)}/manifest-files.json",
        "billedSizeBytes": size,
        "itemCount": count,
        "outputFormat": "DYNAMODB_JSON",
        "exportType": "FULL_EXPORT",
    }


def _iso(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def refusal(data, recovers, table_name):
    """(code, message) of a request that AWS, or this cloud, does not fulfil; None of any other."""
    if not recovers:
        message = f"Point in time recovery is not enabled for table '{table_name}'"
        return "PointInTimeRecoveryUnavailableException", message
    if data.get("ExportFormat", "DYNAMODB_JSON") != "DYNAMODB_JSON":
        return "ValidationException", "The local cloud exports DYNAMODB_JSON only."
    if data.get("ExportType", "FULL_EXPORT") != "FULL_EXPORT":
        return "ValidationException", "The local cloud makes full exports only."
    if data.get("ExportTime") is not None:
        return "InvalidExportTimeException", "The local cloud exports a table as it is now: leave ExportTime out."
    return None


def apply():
    from ministack.core.responses import error_response_json, json_response
    from ministack.services import dynamodb, stepfunctions

    start, describe = dynamodb._export_table_to_point_in_time, dynamodb._describe_export

    def export(data):
        name = dynamodb._table_name_from_arn(data.get("TableArn"))
        refused = name in dynamodb._tables and refusal(data, dynamodb._pitr_settings.get(name, False), name)
        if refused:
            return error_response_json(*refused, 400)
        status, headers, body = start(data)
        if status != 200:
            return status, headers, body
        description = dynamodb._exports[json.loads(body)["ExportDescription"]["ExportArn"]]
        if "ExportTime" not in description:
            _begin(description, dynamodb._tables[name])
        return json_response({"ExportDescription": description})

    def describe_and_finish(data):
        description = dynamodb._exports.get(data.get("ExportArn"))
        before = description and description["ExportStatus"]
        answer = describe(data)
        if before != "IN_PROGRESS" or description["ExportStatus"] != "COMPLETED":
            return answer
        _finish(description)
        return json_response({"ExportDescription": description})

    dynamodb._export_table_to_point_in_time = export
    dynamodb._describe_export = describe_and_finish
    _keep_recovery_settings(dynamodb)

    sdk_result = stepfunctions._sdk_json_result

    def sdk_result_with_times(service_key, action, result):
        return sdk_result(service_key, action, with_times(result) if action == "DescribeExport" else result)

    stepfunctions._sdk_json_result = sdk_result_with_times


def with_times(answer):
    """An answer of DescribeExport as a state machine gets it."""
    description = answer.get("ExportDescription", {})
    times = {name: _iso(description[name]) for name in TIMES if isinstance(description.get(name), (int, float))}
    return {**answer, "ExportDescription": {**description, **times}}


def _begin(description, table):
    # MiniStack's handlers run on one event loop: the items cannot change while they are read.
    description["ExportTime"] = description["StartTime"]
    description.setdefault("S3SseAlgorithm", "AES256")
    _pending[description["ExportArn"]] = export_objects(description, partitioned(table["items"]))
    _put(description, f"{folder_of(description)}/_started", b"")


def _finish(description):
    objects, count, size = _pending.pop(description["ExportArn"], ([], 0, 0))
    if not objects or not all(_put(description, key, body) for key, body in objects):
        # After a restart what it was to write is gone; a bucket may be gone, too.
        description.update(ExportStatus="FAILED", FailureCode="S3NoSuchBucket",
                           FailureMessage="The specified bucket does not exist, or the export was interrupted")
        description.pop("ExportManifest", None)
        return
    description.update(ItemCount=count, BilledSizeBytes=size,
                       ExportManifest=f"{folder_of(description)}/manifest-summary.json")


def _put(description, key, body):
    from ministack.services import s3

    return s3._put_object(description["S3Bucket"], key, body, {})[0] == 200


def _keep_recovery_settings(dynamodb):
    """CloudFormation's PointInTimeRecoverySpecification holds for the table that it makes."""
    from ministack.services.cloudformation import provisioners

    handlers = provisioners._RESOURCE_HANDLERS[TABLE_TYPE]
    create = handlers["create"]

    def create_with_recovery(logical_id, properties, stack_name):
        made = create(logical_id, properties, stack_name)
        setting = (properties.get("PointInTimeRecoverySpecification") or {}).get("PointInTimeRecoveryEnabled", False)
        dynamodb._pitr_settings[made[0]] = str(setting).lower() == "true"
        return made

    provisioners._RESOURCE_HANDLERS[TABLE_TYPE] = {**handlers, "create": create_with_recovery}
