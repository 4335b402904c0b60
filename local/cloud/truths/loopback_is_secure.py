"""Enforcement (AUTH=true): what stays on this machine counts as encrypted, as it would be on AWS.

AWS: aws:SecureTransport says "whether the request was sent using TLS" (reference_policies_condition-keys), and every
endpoint that our templates name speaks HTTPS. CDK's asset bucket and all of ours deny `"aws:SecureTransport": "false"`.
MiniStack takes plain HTTP and says so to the policies: CDK could publish nothing. Nobody can listen on the loopback
but who may read the memory of both ends; any other address still counts as what it is.
"""

import contextvars
import ipaddress


def is_loopback(address):
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def apply():
    from ministack import app
    from ministack.core import iam_evaluator

    pin = iam_evaluator.pin_request_origin

    def pin_origin(source_ip, secure_transport):
        pin(source_ip, secure_transport or is_loopback(source_ip))

    # What a service asks on behalf of a request, in a thread of its own, comes from this machine, too.
    iam_evaluator._request_origin = contextvars.ContextVar("headwater_request_origin", default=("127.0.0.1", True))
    iam_evaluator.pin_request_origin = pin_origin
    app.pin_request_origin = pin_origin
