"""The endpoint of an OpenSearch domain while IAM is enforced: it checks who asks, and hands on to OpenSearch.

AWS (OpenSearch Service developer guide, ac): "every request to the domain must be signed"; it needs `es:ESHttpGet`,
`ESHttpPost`, ... by its method, on `arn:...:domain/<name>/<path>`. A refusal is 403 and `{"Message": "User: ... is not
authorized to perform: es:ESHttpGet ..."}`; an unsigned request is that of "anonymous". OpenSearch itself, behind, knows no
signature: whoever talks to its own port is asked nothing (tests do, and find out what is there).
"""

import asyncio
import http.client
import json
import os
import select
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

PREFIX = "/_headwater/domain/"
# A reindex or a big bulk takes long; who asked gives up before.
TIMEOUT_SECONDS = 600
NOT_HANDED_ON = ("authorization", "connection", "content-length", "host", "transfer-encoding")
_forwarders = ThreadPoolExecutor(16, "headwater-search")
_of_thread = threading.local()


def is_domain_path(path):
    return path.startswith(PREFIX)


def endpoint_of(domain):
    """Host, without scheme, as DescribeDomain shows it."""
    return f"127.0.0.1:{os.environ.get('GATEWAY_PORT', '4566')}{PREFIX}{domain}"


def action_of(method):
    return f"es:ESHttp{method.capitalize()}"


def resource_of(domain_arn, path):
    return f"{domain_arn}/{path.lstrip('/')}"


async def answer(scope, send, body):
    """Answers a request to `/_headwater/domain/<name>/<path>`."""
    domain, _, path = scope["path"][len(PREFIX) :].partition("/")
    refused = refusal(scope, domain, path, body)
    if refused:
        return await _respond(send, 403, [(b"content-type", b"application/json")], json.dumps(refused).encode())
    raw_path = scope["raw_path"].decode("latin-1").split(f"{PREFIX}{domain}", 1)[1] or "/"
    query = scope.get("query_string", b"").decode("latin-1")
    target = f"{raw_path}?{query}" if query else raw_path
    headers = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in scope["headers"]
        if name.decode("latin-1").lower() not in NOT_HANDED_ON and not name.lower().startswith(b"x-amz-")
    }
    loop = asyncio.get_running_loop()
    return await _respond(send, *await loop.run_in_executor(_forwarders, hand_on, scope["method"], target, headers, body))


def refusal(scope, domain, path, body):
    """The document that refuses the request; None when it is allowed."""
    from ministack import app
    from ministack.core import iam_evaluator, responses
    from ministack.core.router import extract_access_key_id, extract_region

    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    access_key = extract_access_key_id(headers, query)
    responses.set_request_account_id(app._request_account_scope(access_key) if access_key else "")
    responses.set_request_region(extract_region(headers, query))
    iam_evaluator.pin_request_origin((scope.get("client") or ("127.0.0.1",))[0], False)
    iam_evaluator.pin_signed_request(scope["method"], scope["raw_path"].decode("latin-1"), query, scope["headers"])
    iam_evaluator.pin_signed_body(body)
    action, region = action_of(scope["method"]), responses.get_region()
    resource = resource_of(f"arn:aws:es:{region}:{responses.get_account_id()}:domain/{domain}", path)
    if iam_evaluator._anonymous.get():
        return {"Message": f"User: anonymous is not authorized to perform: {action} because no resource-based policy allows the {action} action"}
    denied = iam_evaluator.enforce(access_key, action, "es", region, resource)
    if denied is None:
        return None
    if isinstance(denied, iam_evaluator.AuthError):
        return {"message": denied.message}
    from truths.denials import worded

    return {"Message": worded("es", action, denied.principal_arn, resource, denied.decision == "Deny")}


def hand_on(method, target, headers, body):
    """(status, headers, content) of OpenSearch itself; 503 when it does not answer."""
    try:
        connection = _connection()
        connection.request(method, target, body=body or None, headers=headers)
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException) as failure:
        _of_thread.connection = None
        message = json.dumps({"message": f"OpenSearch does not answer: {failure!r}"}).encode()
        return 503, [(b"content-type", b"application/json")], message
    kept = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.getheaders()
        if name.lower() not in NOT_HANDED_ON or (method == "HEAD" and name.lower() == "content-length")
    ]
    return response.status, kept, content


def _connection():
    """This thread's connection to OpenSearch, or a new one when the old was closed by the other side."""
    connection = getattr(_of_thread, "connection", None)
    if connection is not None and connection.sock is not None and not select.select([connection.sock], [], [], 0)[0]:
        return connection
    host, _, port = os.environ.get("MINISTACK_OPENSEARCH_ENDPOINT", "127.0.0.1:9201").partition(":")
    _of_thread.connection = http.client.HTTPConnection(host, int(port), timeout=TIMEOUT_SECONDS)
    return _of_thread.connection


async def _respond(send, status, headers, content):
    if not any(name == b"content-length" for name, _ in headers):
        headers = [*headers, (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
