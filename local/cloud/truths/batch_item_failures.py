"""Row 1: reads a function's partial batch response the way Lambda does.

AWS (services-ddb-batchfailurereporting, services-sqs-errorhandling): a batch is a complete success when the response is
an empty or null `batchItemFailures` list, an empty object or null; it is a complete failure when an `itemIdentifier`
is an empty string or null, when a key has another name, or when the response is not valid JSON.
"""

import json


def failed_identifiers(body):
    """The set of failed item identifiers; None stands for "everything failed"."""
    if isinstance(body, (str, bytes)):
        try:
            body = json.loads(body) if body else None
        except ValueError:
            return None
    if body is None or body == {}:
        return set()
    if not isinstance(body, dict):
        return None
    if "batchItemFailures" not in body:
        return set()
    failures = body["batchItemFailures"]
    if failures is None:
        return set()
    if not isinstance(failures, list):
        return None
    identifiers = {failure.get("itemIdentifier") if isinstance(failure, dict) else None for failure in failures}
    return identifiers if all(isinstance(name, str) and name for name in identifiers) else None
