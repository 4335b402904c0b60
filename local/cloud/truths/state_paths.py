"""A state machine's path that leads nowhere fails its execution.

AWS (concepts-error-handling): "States.Runtime: An execution failed due to some exception that it couldn't process ...
caused by errors at runtime, such as attempting to apply InputPath or OutputPath on a null JSON payload. A States.Runtime
error isn't retriable, and will always cause the execution to fail. A retry or catch on States.ALL won't catch
States.Runtime errors." A field `"x.$": "$.y"` without a y ends with it: "The JSONPath '$.y' specified for the field 'x.$'
could not be found in the input".
MiniStack puts a null there, and the next state fails for another reason, or goes on with it.
"""

RUNTIME_ERROR = "States.Runtime"


def dead_path(template, leads_somewhere):
    """The first (field, path) of a template that finds nothing in the input, or None. Lists and inner objects included."""
    if isinstance(template, list):
        return next((dead for part in template if (dead := dead_path(part, leads_somewhere))), None)
    if not isinstance(template, dict):
        return None
    for field, value in template.items():
        if field.endswith(".$") and isinstance(value, str):
            if value.startswith("$.") and not leads_somewhere(value):
                return field, value
        elif (dead := dead_path(value, leads_somewhere)) is not None:
            return dead
    return None


def leads_somewhere(tokens, data):
    """Whether plain fields and indices lead to something, null included. Anything else finds a list, empty or not."""
    for kind, value in tokens or []:
        if kind == "field" and isinstance(data, dict) and value in data:
            data = data[value]
        elif kind == "index" and isinstance(data, list) and value < len(data):
            data = data[value]
        else:
            return kind not in ("field", "index")
    return True


def apply():
    from ministack.services import stepfunctions

    resolve, matches = stepfunctions._resolve_params_obj, stepfunctions._error_matches

    def resolve_or_fail(template, data, ctx=None):
        dead = dead_path(template, lambda path: leads_somewhere(stepfunctions._parse_jsonpath_tokens(path), data))
        if dead:
            field, path = dead
            message = f"The JSONPath '{path}' specified for the field '{field}' could not be found in the input"
            raise stepfunctions._ExecutionError(RUNTIME_ERROR, message)
        return resolve(template, data, ctx)

    def matches_what_can_be_retried(error_equals, error):
        return error != RUNTIME_ERROR and matches(error_equals, error)

    stepfunctions._resolve_params_obj = resolve_or_fail
    stepfunctions._error_matches = matches_what_can_be_retried
