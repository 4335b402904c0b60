"""Rows 5 and 6: PutEvents keeps the entry's own Time, and refuses what EventBridge refuses.

AWS:
- PutEventsRequestEntry: "Time: The time stamp of the event ... If no time stamp is provided, the time stamp of the
  PutEvents call is used." Archives and replays go by it ("Only events that occurred between the EventStartTime and
  EventEndTime are replayed", StartReplay). MiniStack always takes its own clock.
- PutEventsResultEntry: MalformedDetail "The JSON provided is not valid", InvalidArgument "A specified parameter is not
  valid"; the other entries of the request go on, and FailedEntryCount counts the failed ones.
- eb-putevents: "The total entry size must be less than 1 MB"; the formula counts 14 bytes for Time and the UTF-8 bytes of
  Source, DetailType, Detail and each of Resources.
- eb-putevents, too: an event for "an event bus that does not exist" is dropped, the request answers 200 and it is *not*
  in FailedEntryCount. MiniStack does that already; a test that waits for an error would be wrong on AWS.
"""

import json
import time
import uuid

import faults
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import eventbridge

MOST_ENTRIES = 10
MOST_REQUEST_BYTES = 1_048_576
TIME_BYTES = 14
REQUIRED = ("Source", "DetailType", "Detail")


def entry_bytes(entry):
    """The size of an entry by AWS's formula (eb-putevents, "Calculating PutEvents event entry size")."""
    texts = [entry.get(name) or "" for name in REQUIRED] + list(entry.get("Resources") or [])
    return sum(len(str(text).encode()) for text in texts) + (TIME_BYTES if entry.get("Time") is not None else 0)


def _request_error(entries):
    if not 1 <= len(entries) <= MOST_ENTRIES:
        limit = "greater than or equal to 1" if not entries else f"less than or equal to {MOST_ENTRIES}"
        return f"1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length {limit}"
    if sum(map(entry_bytes, entries)) >= MOST_REQUEST_BYTES:
        return "Total size of the entries in the request is over the limit."
    return None


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def _is_json_object(text):
    try:
        return isinstance(json.loads(text, parse_constant=_refuse_constant), dict)
    except (ValueError, TypeError, RecursionError):
        return False


def _entry_error(entry, allow_aws_source):
    """The error code and message that the entry gets instead of an EventId, or None."""
    for name in REQUIRED:
        if not entry.get(name):
            return "InvalidArgument", f"Parameter {name} is not valid. Reason: {name} is a required argument."
    if str(entry["Source"]).startswith("aws.") and not allow_aws_source:
        return "NotAuthorizedForSourceException", "Not authorized for the source."
    if not _is_json_object(entry["Detail"]):
        return "MalformedDetail", "Detail is malformed."
    if eventbridge._coerce_timestamp(entry.get("Time")) is not None and _event_time(entry) is None:
        return "InvalidArgument", "Parameter Time is not valid."
    injected = faults.put_events_entry_error()
    return (injected, "Injected by /_headwater/faults.") if injected else None


def _event_time(entry):
    """Whole epoch seconds, as the event's `time` has no fraction; None when the entry's Time is no time."""
    given = eventbridge._coerce_timestamp(entry.get("Time"))
    if given is None:
        return int(time.time())
    return int(given) if isinstance(given, (int, float)) else None


def _publish(entry, bus_name):
    event = {
        "EventId": str(uuid.uuid4()),
        "Source": entry["Source"],
        "DetailType": entry["DetailType"],
        "Detail": entry["Detail"],
        "EventBusName": bus_name,
        "Time": _event_time(entry),
        "Resources": entry.get("Resources") or [],
        "Account": get_account_id(),
        "Region": get_region(),
    }
    # MiniStack also keeps every event in a log that nothing reads and nothing trims: left out, it is memory for ever.
    view = eventbridge._pattern_event_view(event)
    eventbridge._dispatch_event(event, view)
    eventbridge._archive_event(event, view)
    return {"EventId": event["EventId"]}


def put_events(data, allow_aws_source=False):
    entries = data.get("Entries") or []
    refused = _request_error(entries)
    if refused:
        return error_response_json("ValidationException", refused, 400)
    if faults.throttles_put_events():
        return error_response_json("ThrottlingException", "Rate exceeded. Injected by /_headwater/faults.", 400)
    results = []
    for entry in entries:
        bus_name, bus_error = eventbridge._event_bus_name_from_ref(entry.get("EventBusName") or "default")
        error = bus_error or _entry_error(entry, allow_aws_source)
        if error:
            results.append({"ErrorCode": error[0], "ErrorMessage": error[1]})
        else:
            results.append(_publish(entry, bus_name))
    return json_response({"FailedEntryCount": sum("ErrorCode" in result for result in results), "Entries": results})


def apply():
    eventbridge._put_events = put_events
