"""Row 8: an event that a rule cannot deliver goes to the target's own dead-letter queue.

AWS (eb-rule-dlq): "the DLQ message has ... attributes: RULE_ARN, TARGET_ARN, ERROR_CODE, ERROR_MESSAGE,
EXHAUSTED_RETRY_CONDITION, RETRY_ATTEMPTS"; errors that retrying cannot mend ("target resource is missing, or lack of
permissions") are "sent directly to any DLQ, without retry". Codes: NO_RESOURCE, NO_PERMISSIONS, ...
MiniStack logs such a failure and drops the event.

Emulated: a missing queue, topic-less SNS and a missing function (NO_RESOURCE). Not emulated: missing permissions, as
MiniStack checks none without AUTH=true.
"""

import json

from ministack.core.arn import ArnParseError, parse_arn
from ministack.services import eventbridge, lambda_svc, sns, sqs

_NO_RESOURCE = "NO_RESOURCE"


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


def _attribute(value):
    return {"DataType": "String", "StringValue": str(value)}


def _send_to_dead_letter_queue(arn, target, event, rule, view, message):
    body = json.dumps((view or eventbridge._pattern_event_view(event)).event_with_detail())
    queue = sqs._queue_by_arn(arn)
    if queue is None:
        eventbridge.logger.error("EventBridge: dead-letter queue %s does not exist, the event is lost", arn)
        return
    sqs._act_send_message(
        {
            "QueueUrl": queue["url"] if "url" in queue else sqs._queue_url(arn.split(":")[-1]),
            "MessageBody": body,
            "MessageAttributes": {
                "RULE_ARN": _attribute(rule["Arn"]),
                "TARGET_ARN": _attribute(target["Arn"]),
                "ERROR_CODE": _attribute(_NO_RESOURCE),
                "ERROR_MESSAGE": _attribute(message),
                "RETRY_ATTEMPTS": {"DataType": "Number", "StringValue": "0"},
            },
        },
        "",
    )


def apply():
    invoke_target = eventbridge._invoke_target

    def invoke_target_or_dead_letter(target, event, rule, view=None):
        missing = _missing_target(target.get("Arn", ""))
        dead_letters = (target.get("DeadLetterConfig") or {}).get("Arn")
        if missing and dead_letters:
            _send_to_dead_letter_queue(dead_letters, target, event, rule, view, missing)
        else:
            invoke_target(target, event, rule, view)

    eventbridge._invoke_target = invoke_target_or_dead_letter
