"""Row 8: an event that a rule cannot deliver goes to the target's own dead-letter queue.

AWS (eb-rule-dlq): "the DLQ message has ... attributes: RULE_ARN, TARGET_ARN, ERROR_CODE, ERROR_MESSAGE,
EXHAUSTED_RETRY_CONDITION, RETRY_ATTEMPTS"; errors that retrying cannot mend ("target resource is missing, or lack of
permissions") are "sent directly to any DLQ, without retry". Codes: NO_RESOURCE, NO_PERMISSIONS, ...
MiniStack logs such a failure and drops the event.

Emulated: a missing queue, topic-less SNS and a missing function (NO_RESOURCE); a queue's or a function's policy that
does not let EventBridge in (NO_PERMISSIONS), when IAM is enforced. The dead-letter queue's own policy is asked, too.
"""

import json

from ministack.core.arn import ArnParseError, parse_arn
from ministack.services import eventbridge, lambda_svc, sns, sqs

from truths.delivery_rights import refused_delivery


def _missing_target(arn):
    """Why nothing can be delivered to this ARN, or None. Only services whose absence we can tell are judged."""
    try:
        service = parse_arn(arn).service
    except ArnParseError:
        return None
    if service == "sqs" and sqs._queue_by_arn(arn) is None:
        return "The specified queue does not exist."
    if service == "sns" and arn not in sns._topics:
        return "The specified topic does not exist."
    if service == "lambda" and lambda_svc._get_func_record_for_ref(arn)[0] is None:
        return f"Function not found: {arn}"
    return None


def _undeliverable(rule, target):
    """(ERROR_CODE, ERROR_MESSAGE) of a delivery that retrying cannot mend; None of any other."""
    arn = target.get("Arn", "")
    missing = _missing_target(arn)
    if missing:
        return "NO_RESOURCE", missing
    refused = refused_delivery(rule.get("Arn", ""), arn)
    return ("NO_PERMISSIONS", refused) if refused else None


def _attribute(value):
    return {"DataType": "String", "StringValue": str(value)}


def _send_to_dead_letter_queue(arn, target, event, rule, view, code, message):
    body = json.dumps((view or eventbridge._pattern_event_view(event)).event_with_detail())
    queue = sqs._queue_by_arn(arn)
    if queue is None:
        eventbridge.logger.error("EventBridge: dead-letter queue %s does not exist, the event is lost", arn)
        return
    if refused_delivery(rule["Arn"], arn):
        eventbridge.logger.error("EventBridge: dead-letter queue %s does not let %s in, the event is lost", arn, rule["Arn"])
        return
    sqs._act_send_message(
        {
            "QueueUrl": queue["url"] if "url" in queue else sqs._queue_url(arn.split(":")[-1]),
            "MessageBody": body,
            "MessageAttributes": {
                "RULE_ARN": _attribute(rule["Arn"]),
                "TARGET_ARN": _attribute(target["Arn"]),
                "ERROR_CODE": _attribute(code),
                "ERROR_MESSAGE": _attribute(message),
                "RETRY_ATTEMPTS": {"DataType": "Number", "StringValue": "0"},
            },
        },
        "",
    )


def apply():
    invoke_target = eventbridge._invoke_target

    def invoke_target_or_dead_letter(target, event, rule, view=None):
        why = _undeliverable(rule, target)
        if why is None:
            return invoke_target(target, event, rule, view)
        dead_letters = (target.get("DeadLetterConfig") or {}).get("Arn")
        if dead_letters:
            return _send_to_dead_letter_queue(dead_letters, target, event, rule, view, *why)
        eventbridge.logger.warning("EventBridge: %s delivers nothing to %s: %s", rule.get("Arn"), target.get("Arn"), why[1])

    eventbridge._invoke_target = invoke_target_or_dead_letter
