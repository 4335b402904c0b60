"""Paths that no AWS has, under `/_headwater/`: what is not emulated, what state this is, and the faults tests inject."""

import json

import authorization
import faults
import saved_state
import search_domains
from truths import not_emulated


async def _read_body(receive):
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _answer(send, status, document):
    body = json.dumps(document).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _handle(method, path, body):
    """Returns the status and the JSON document that answers a request to `/_headwater/...`."""
    if (method, path) == ("GET", "/_headwater/not-emulated"):
        return 200, not_emulated.listing()
    if (method, path) == ("GET", "/_headwater/state"):
        return 200, saved_state.report()
    if (method, path) == ("GET", "/_headwater/authorization"):
        return 200, authorization.listing()
    if path == "/_headwater/faults":
        if method == "PUT":
            try:
                faults.plan(json.loads(body or b"{}"))
            except (ValueError, TypeError) as mistake:
                return 400, {"error": str(mistake)}
        elif method == "DELETE":
            faults.plan({})
        elif method != "GET":
            return 405, {"error": f"{method} is not allowed here: use GET, PUT or DELETE"}
        return 200, faults.planned()
    return 404, {"error": f"no such path: {method} {path}"}


def serve_headwater_paths(app):
    """Wraps MiniStack's ASGI application; every other path goes through untouched."""

    async def with_headwater_paths(scope, receive, send):
        if scope["type"] == "lifespan":  # from before the saved state is loaded until after it is saved
            saved_state.note_start()
            await app(scope, saved_state.saving_when_wanted(receive), send)
            return saved_state.note_orderly_stop()
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/_headwater/"):
            return await app(scope, receive, send)
        if search_domains.is_domain_path(path):
            return await search_domains.answer(scope, send, await _read_body(receive))
        status, document = await _handle(scope["method"], path, await _read_body(receive))
        return await _answer(send, status, document)

    return with_headwater_paths
