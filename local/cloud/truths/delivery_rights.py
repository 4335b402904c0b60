"""Enforcement (AUTH=true): a rule delivers only where the target's own policy lets EventBridge.

AWS (EventBridge user guide, eb-use-resource-based): for functions, topics and queues EventBridge uses resource-based
policies. The queue's must allow sqs:SendMessage, the function's lambda:InvokeFunction, to events.amazonaws.com; ours do
so for the rule as aws:SourceArn alone.
MiniStack asks nobody.
"""

import authorization

EVENTS = "events.amazonaws.com"
ACTIONS = {"sqs": "sqs:SendMessage", "lambda": "lambda:InvokeFunction"}


def refused_delivery(rule_arn, target_arn):
    """Why EventBridge may not deliver to this ARN on behalf of the rule; None when it may, or nothing is enforced."""
    from ministack.core import iam_evaluator
    from ministack.core.responses import get_region

    service = target_arn.split(":")[2] if target_arn.count(":") > 4 else ""
    # A schedule of EventBridge Scheduler is no rule: it has a role of its own.
    if not authorization.is_enforced() or service not in ACTIONS or ":rule/" not in rule_arn:
        return None
    policy, _ = iam_evaluator._resource_policy(service, target_arn) or ("", None)
    # The caller is the service, no principal of the account: an account's grant does not let it in.
    ctx = iam_evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=ACTIONS[service],
        resource_arn=target_arn,
        region=get_region(),
        service_context={"aws:sourcearn": rule_arn, "aws:sourceaccount": rule_arn.split(":")[4]},
    )
    if iam_evaluator.evaluate_resource_policy(policy, ctx, service=EVENTS).decision == "Allow":
        return None
    authorization.note_refused(EVENTS, ACTIONS[service], target_arn, f"its policy does not let {rule_arn} in")
    return f"User: {EVENTS} is not authorized to perform: {ACTIONS[service]} on resource: {target_arn}"
