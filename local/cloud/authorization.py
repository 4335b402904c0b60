"""Who may do what, when the local cloud enforces IAM (AUTH=true): MiniStack's own evaluator, asked for services too.

An API call is checked by MiniStack itself. A service that acts for a function or a state machine (an event source
mapping, an on-failure destination, a task) makes no call here, so the truths ask by `refusal`, as a session of the role
that AWS says it acts with. What was asked and which statement allowed it is kept for `GET /_headwater/authorization`.
"""

import hashlib
import json
import logging
from collections import Counter

logger = logging.getLogger("headwater.authorization")

MOST_REFUSALS = 10_000
# (principal, action, resource) -> how often it was refused.
refusals = Counter()
# (role, statement) -> the actions that the statement allowed.
_allowed_by = {}


def is_enforced():
    from ministack import app

    return app.AUTH


def role_of(principal_arn):
    """The role's name in `arn:aws:sts::<account>:assumed-role/<role>/<session>`; None of any other principal."""
    _, found, rest = principal_arn.partition(":assumed-role/")
    return rest.split("/")[0] if found else None


def statement_key(statement):
    return (
        tuple(statement.actions),
        tuple(statement.not_actions),
        tuple(statement.resources),
        tuple(statement.not_resources),
        json.dumps(statement.conditions, sort_keys=True),
    )


def note_allowed(principal_arn, action, statement):
    role = role_of(principal_arn)
    if role is not None:
        _allowed_by.setdefault((role, statement_key(statement)), set()).add(action)


def note_refused(principal_arn, action, resource, why):
    call = (principal_arn, action, resource)
    if call not in refusals:
        logger.warning("%s may not %s on %s: %s", principal_arn, action, resource, why)
    if call in refusals or len(refusals) < MOST_REFUSALS:
        refusals[call] += 1


def session_key(role_arn, session):
    """The access key of a session of this role, as the service that acts with it would have; made when first asked."""
    from ministack.services import sts

    account, role = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    access_key = f"ASIA{hashlib.sha256(f'{role_arn} {session}'.encode()).hexdigest()[:16].upper()}"
    if access_key not in sts._sessions:
        arn = f"arn:aws:sts::{account}:assumed-role/{role}/{session}"
        secret = hashlib.sha256(access_key.encode()).hexdigest()
        sts.register_session(access_key, {"Arn": arn, "UserId": f"{role}:{session}", "SecretAccessKey": secret, "SessionToken": secret})
    return access_key


def refusal(role_arn, session, action, resource):
    """Why the role may not do this, as AWS words it; None when it may, or when nothing is enforced."""
    if not is_enforced():
        return None
    from ministack.core import iam_evaluator
    from ministack.core.iam_actions import identity_denial_message
    from ministack.core.responses import get_region

    denied = iam_evaluator.enforce(session_key(role_arn, session), action, action.split(":")[0], get_region(), resource)
    if denied is None:
        return None
    if isinstance(denied, iam_evaluator.AuthError):
        return denied.message
    return identity_denial_message(action, denied.principal_arn, resource, denied.decision == "Deny")


def listing():
    """What was refused; and of each role's statements, which actions some call needed and which none did."""
    return {
        "enforced": is_enforced(),
        "refused": [
            {"principal": principal, "action": action, "resource": resource, "times": times}
            for (principal, action, resource), times in refusals.items()
        ],
        "roles": [{"role": role, "statements": statements} for role, statements in sorted(_statements_of_roles())],
    }


def _statements_of_roles():
    from ministack.core import iam_evaluator
    from ministack.services import iam

    for (account, name), _ in iam._roles.to_dict().items():
        policies = iam_evaluator._gather_role_policies(name, account)
        yield name, [_with_use(name, statement) for policy in policies for statement in policy if statement.effect == "Allow"]


def _with_use(role, statement):
    used = _allowed_by.get((role, statement_key(statement)), set())
    return {
        "resources": statement.resources or [f"not {resource}" for resource in statement.not_resources],
        "actions": statement.actions or [f"not {action}" for action in statement.not_actions],
        "used": sorted(used),
    }
