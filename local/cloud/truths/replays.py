"""Rows 4 and 5: a replay reaches the rules it names, tells how far it is, is not archived again, and can be cancelled.

AWS:
- ReplayDestination: "FilterArns: A list of ARNs for rules to replay events to." MiniStack replays to every rule.
- DescribeReplay: "EventLastReplayedTime: The time that the event was last replayed." MiniStack has no progress.
- eb-archive: the archive's managed rule has the pattern `"replay-name": [{"exists": false}]`, "so that replayed events
  are not sent to the archive again".
- CancelReplay stops a replay, and its state is CANCELLED then. In MiniStack its thread calls it COMPLETED at its end.
- DescribeArchive: "SizeBytes: The size of the archive in bytes." It is always 0 in MiniStack.
"""

import json
import sys

from ministack.services import eventbridge


def _replay_of(event):
    name = event.get("ReplayName")
    return eventbridge._replays.get(name) if name else None


def _takes(rule, replay):
    destination = replay.get("Destination") or {}
    filter_arns = destination.get("FilterArns")
    # The filter is for the rules of the bus that the replay goes to, not for a bus that one of them forwards to.
    on_another_bus = not str(destination.get("Arn", "")).endswith(f"/{rule.get('EventBusName', 'default')}")
    return not filter_arns or on_another_bus or rule.get("Arn") in filter_arns


def _size_of(event):
    """User guide, calculating event size: detail-type, source, detail, and 14 bytes for the time."""
    detail = event.get("Detail", "")
    parts = (event.get("DetailType", ""), event.get("Source", ""), detail if isinstance(detail, str) else json.dumps(detail))
    return sum(len(part.encode()) for part in parts) + 14


def apply():
    invoke_target = eventbridge._invoke_target
    dispatch_event = eventbridge._dispatch_event
    archive_event = eventbridge._archive_event

    def invoke_target_of_named_rules(target, event, rule, view=None):
        replay = _replay_of(event)
        if replay is None or _takes(rule, replay):
            invoke_target(target, event, rule, view)

    def dispatch_with_progress(event, view=None):
        replay = _replay_of(event)
        if replay is None:
            return dispatch_event(event, view)
        if replay["State"] in ("CANCELLING", "CANCELLED"):
            sys.exit()  # ends this replay's thread, before it calls the replay completed
        dispatch_event(event, view)
        replay["EventLastReplayedTime"] = event["Time"]
        return None

    def archive_live_events(event, view=None):
        if event.get("ReplayName") is not None:
            return
        before = {name: archive.get("EventCount", 0) for name, archive in eventbridge._archives.items()}
        archive_event(event, view)
        for name, archive in eventbridge._archives.items():
            if archive.get("EventCount", 0) > before.get(name, 0):
                archive["SizeBytes"] = archive.get("SizeBytes", 0) + _size_of(event)

    eventbridge._invoke_target = invoke_target_of_named_rules
    eventbridge._dispatch_event = dispatch_with_progress
    eventbridge._archive_event = archive_live_events
