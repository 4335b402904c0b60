"""Rows 4 and 5: a replay reaches the rules it names, tells how far it is, and is not archived again.

AWS:
- ReplayDestination: "FilterArns: A list of ARNs for rules to replay events to." MiniStack replays to every rule.
- DescribeReplay: "EventLastReplayedTime: The time that the event was last replayed." MiniStack has no progress.
- eb-archive: the archive's managed rule has the pattern `"replay-name": [{"exists": false}]`, "so that replayed events
  are not sent to the archive again".
- CancelReplay stops a replay.
"""

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
            return None
        dispatch_event(event, view)
        replay["EventLastReplayedTime"] = event["Time"]
        return None

    def archive_live_events(event, view=None):
        if event.get("ReplayName") is None:
            archive_event(event, view)

    eventbridge._invoke_target = invoke_target_of_named_rules
    eventbridge._dispatch_event = dispatch_with_progress
    eventbridge._archive_event = archive_live_events
