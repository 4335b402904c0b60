"""Enforcement (AUTH=true): a state machine does what its role allows.

AWS (Step Functions developer guide, procedure-create-iam-role; concepts-error-handling): an execution calls services with
the machine's role; "States.Permissions: A Task state failed because it had insufficient privileges to run the code".
MiniStack calls its services itself and asks nobody.
Asked: a function that a task invokes, an SDK call to DynamoDB (on its table or export), and the object that a map reads its
items from. Any other call is let through.
"""

import contextvars

import authorization

_running = contextvars.ContextVar("headwater_state_machine", default=None)
SDK_OF_DYNAMODB = "arn:aws:states:::aws-sdk:dynamodb:"


def right_of_task(resource, parameters):
    """(action, resource) that a task needs; None of one that is not asked for."""
    invoked = parameters.get("FunctionName", "") if "states:::lambda:invoke" in resource else resource
    if ":function:" in invoked:
        return "lambda:InvokeFunction", invoked
    if resource.startswith(SDK_OF_DYNAMODB):
        operation = resource[len(SDK_OF_DYNAMODB) :]
        on = next((parameters[name] for name in ("ExportArn", "TableArn") if parameters.get(name)), None)
        return (f"dynamodb:{operation[:1].upper()}{operation[1:]}", on) if on else None
    return None


def apply():
    from ministack.services import stepfunctions

    run, invoke, object_text = (
        stepfunctions._run_execution,
        stepfunctions._invoke_resource,
        stepfunctions._s3_object_text,
    )

    def run_as_role(execution_arn):
        execution = stepfunctions._executions.get(execution_arn) or {}
        machine = stepfunctions._state_machines.get(execution.get("stateMachineArn", "")) or {}
        _running.set((machine.get("roleArn"), execution.get("name", "execution")))
        return run(execution_arn)

    def assert_allowed(right):
        role, name = _running.get() or (None, None)
        refused = role and right and authorization.refusal(role, name, *right)
        if refused:
            raise stepfunctions._ExecutionError("States.Permissions", refused)

    def invoke_if_allowed(resource, parameters):
        assert_allowed(right_of_task(resource, parameters if isinstance(parameters, dict) else {}))
        return invoke(resource, parameters)

    def object_text_if_allowed(bucket, key):
        assert_allowed(("s3:GetObject", f"arn:aws:s3:::{bucket}/{key}"))
        return object_text(bucket, key)

    stepfunctions._run_execution = run_as_role
    stepfunctions._invoke_resource = invoke_if_allowed
    stepfunctions._s3_object_text = object_text_if_allowed
