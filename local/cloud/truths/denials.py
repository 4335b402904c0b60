"""Enforcement (AUTH=true): a refusal names the action and the resource, and is kept, as is the statement that allowed.

AWS (IAM user guide, troubleshoot_access-denied): a refusal says who, which action, on which resource, and why: because no
identity-based policy allows it, or one denies it; S3 puts the resource in quotation marks (troubleshoot-403-errors). A
transaction or a batch is refused for the item's own action and table.
MiniStack leaves the resource out, and of a batch names the first resource.
"""

import contextvars

import authorization

_refused = contextvars.ContextVar("headwater_refused", default=None)


def worded(service, action, principal_arn, resource, explicit_deny):
    reason = (
        "with an explicit deny in an identity-based policy"
        if explicit_deny
        else f"because no identity-based policy allows the {action} action"
    )
    named = f'"{resource}"' if service == "s3" else resource
    return f"User: {principal_arn} is not authorized to perform: {action} on resource: {named} {reason}"


def apply():
    from ministack.core import iam_actions, iam_evaluator

    enforce, first_match, respond = iam_evaluator.enforce, iam_evaluator._first_match, iam_actions.access_denied_response

    def enforce_and_keep(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
        if isinstance(denied, iam_evaluator.EvalResult):
            _refused.set((iam_action, resource_arn))
            authorization.note_refused(denied.principal_arn, iam_action, resource_arn, denied.reason)
        return denied

    def note_first_match(ctx, statements, effect):
        statement = first_match(ctx, statements, effect)
        if statement is not None and effect == "Allow":
            authorization.note_allowed(ctx.principal_arn, ctx.action, statement)
        return statement

    def name_what_was_refused(service, action, principal_arn, request_id, **details):
        refused, _ = _refused.get(), _refused.set(None)
        if refused and not details.get("error_code") and not details.get("message") and not details.get("resource_policy_arn"):
            action, details["resource_arn"] = refused
            explicit = details.get("explicit_deny", False)
            details["message"] = worded(service, action, principal_arn, details["resource_arn"], explicit)
        return respond(service, action, principal_arn, request_id, **details)

    iam_evaluator.enforce = enforce_and_keep
    iam_evaluator._first_match = note_first_match
    iam_actions.access_denied_response = name_what_was_refused
