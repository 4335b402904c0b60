"""Athena puts a query's parameters in the place of its question marks.

StartQueryExecution, API reference: "ExecutionParameters: A list of values for the parameters in a query. The values are
applied sequentially to the parameters in the query in the order in which the parameters occur." Each value is SQL as it
would stand there ('text' with its quotes). MiniStack leaves the question marks as they are, and the query fails.
"""

import re

from ministack.core.responses import error_response_json
from ministack.services import athena

# A question mark inside a literal, a quoted name or a comment is none of these.
_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|\?", re.DOTALL)


def substituted(query, parameters):
    """The query with its parameters, or None when there are more or fewer of them than question marks."""
    left = list(parameters)
    marks = 0

    def value_of(match):
        nonlocal marks
        if match.group() != "?":
            return match.group()
        marks += 1
        return left.pop(0) if left else "?"

    text = _TOKEN.sub(value_of, query)
    return text if marks == len(parameters) else None


def apply():
    start_query_execution = athena._start_query_execution

    def start_with_parameters(data):
        parameters = data.get("ExecutionParameters")
        if not parameters:
            return start_query_execution(data)
        query = substituted(data.get("QueryString", ""), parameters)
        if query is None:
            message = f"Incorrect number of parameters: {len(parameters)} given"
            return error_response_json("InvalidRequestException", message, 400)
        return start_query_execution({**data, "QueryString": query})

    athena._start_query_execution = start_with_parameters
