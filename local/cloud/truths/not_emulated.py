"""Row 7: a resource type that MiniStack does not know is accepted, and listed at GET /_headwater/not-emulated.

AWS makes every documented type. MiniStack fails the whole deploy for one that it does not know, so that a template made
for AWS cannot be deployed at all. Here such a resource becomes a placeholder; it is never silent: `listing()` derives
from the stacks themselves what stands in for something real, so that it survives a restart and forgets deleted stacks.
"""

import logging
import re

from ministack.services.cloudformation import _stacks, changesets, provisioners

logger = logging.getLogger("headwater.not_emulated")

# "AWS::service::resource". CloudFormation's own types and custom resources keep MiniStack's ways.
_SERVICE_TYPE = re.compile(r"^(?!AWS::CloudFormation::)[A-Za-z0-9]+::[A-Za-z0-9]+::[A-Za-z0-9]+$")
REASON = "the local cloud has no such resource type; a placeholder stands in for it"


def _physical_id(stack_name, logical_id):
    return f"{stack_name}-{logical_id}-not-emulated"


def _create(logical_id, _properties, stack_name):
    logger.warning("%s in %s is not emulated: a placeholder stands in for it", logical_id, stack_name)
    name = _physical_id(stack_name, logical_id)
    return name, {"Arn": f"arn:aws:not-emulated:::{name}", "Id": name}


_PLACEHOLDER = {
    "create": _create,
    "update": lambda physical_id, _old, _new, _stack: (physical_id, {"Arn": f"arn:aws:not-emulated:::{physical_id}"}),
    "delete": lambda _physical_id, _properties: None,
}


class _HandlersWithPlaceholder(dict):
    def __contains__(self, resource_type):
        return super().__contains__(resource_type) or bool(_SERVICE_TYPE.match(str(resource_type)))

    def get(self, resource_type, default=None):
        known = super().get(resource_type)
        if known is None and _SERVICE_TYPE.match(str(resource_type)):
            return _PLACEHOLDER
        return known if known is not None else default

    def is_emulated(self, resource_type):
        return super().__contains__(resource_type) or not _SERVICE_TYPE.match(str(resource_type))


def listing():
    """What stands in for something real: a list of {stack, logicalId, type, reason}."""
    handlers = provisioners._RESOURCE_HANDLERS
    return [
        {"stack": stack_name, "logicalId": logical_id, "type": resource["ResourceType"], "reason": REASON}
        for (_account, _region, stack_name), stack in _stacks.all_items()
        if stack.get("StackStatus") != "DELETE_COMPLETE"
        for logical_id, resource in (stack.get("_resources") or {}).items()
        if not handlers.is_emulated(resource.get("ResourceType", ""))
    ]


def apply():
    handlers = _HandlersWithPlaceholder(provisioners._RESOURCE_HANDLERS)
    provisioners._RESOURCE_HANDLERS = handlers
    changesets._RESOURCE_HANDLERS = handlers
