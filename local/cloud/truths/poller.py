"""What the pollers of queues and of streams share: one thread that serves one event source mapping."""

import logging
import threading
import time

import authorization
from ministack.core.responses import _request_account_id, _request_region
from ministack.services import lambda_svc

logger = logging.getLogger("headwater.pollers")

IDLE_SECONDS = 0.05  # how long an empty source is left alone; costs ~0.1% of a core per mapping
# "the maximum payload size of the batch is 6 MB" (Lambda quotas: 6 MB request), less room for JSON's own characters.
MAX_BATCH_BYTES = 4 * 1024 * 1024
RIGHTS_ASKED_EVERY_SECONDS = 1.0


class Poller(threading.Thread):
    # What Lambda does with the function's role to read the source.
    reads_with = ()

    def __init__(self, account, region, mapping):
        super().__init__(daemon=True, name=f"headwater-poller-{mapping['UUID'][:8]}")
        self.account, self.region, self.mapping = account, region, mapping
        self.rights_asked_at, self.refused = None, None

    def run(self):
        self.enter_scope()
        while self.mapping_is_enabled():
            try:
                worked = self.may_read() and self.poll()
            except Exception:
                logger.exception("polling %s failed", self.mapping.get("EventSourceArn"))
                worked = False
            if not worked:
                time.sleep(IDLE_SECONDS)

    def poll(self):
        """Takes and hands on what there is. Returns whether there was anything."""
        raise NotImplementedError

    def may_read(self):
        """Whether the function's role may read the source: Lambda polls with it (AUTH=true)."""
        now = time.monotonic()
        if self.rights_asked_at is None or now - self.rights_asked_at > RIGHTS_ASKED_EVERY_SECONDS:
            self.rights_asked_at, self.refused = now, self.refusal_of(self.reads_with, self.mapping["EventSourceArn"])
            if self.refused:
                self.mapping["LastProcessingResult"] = f"PROBLEM: {self.refused}"
        return self.refused is None

    def refusal_of(self, actions, resource):
        """Why the function's role may not do one of these; None when it may do all, or nothing is enforced."""
        role = ((self.function_record() or {}).get("config") or {}).get("Role")
        if not role:
            return None
        session = self.mapping["FunctionArn"].split(":")[6]
        refusals = (authorization.refusal(role, session, action, resource) for action in actions)
        return next(filter(None, refusals), None)

    def enter_scope(self):
        """MiniStack keeps resources by account and region, which it reads from context variables of the thread."""
        _request_account_id.set(self.account)
        _request_region.set(self.region)

    def mapping_is_enabled(self):
        stored = lambda_svc._esms.get_scoped(self.account, self.region, self.mapping["UUID"])
        return stored is self.mapping and str(self.mapping.get("Enabled", True)).lower() != "false"

    def setting(self, name, default):
        value = self.mapping.get(name)
        return default if value is None else int(value)

    def reports_item_failures(self):
        return "ReportBatchItemFailures" in (self.mapping.get("FunctionResponseTypes") or [])

    def function_record(self):
        record, _config = lambda_svc._get_func_record_for_qualifier(
            self.mapping["FunctionName"], self.mapping.get("Qualifier")
        )
        return record

    def invoke(self, records):
        """MiniStack's invocation result: `body`, `log`, and `error` or `throttle` when it failed."""
        record = self.function_record()
        if record is None:
            return {"throttle": True, "error": True, "body": {"errorMessage": "the function does not exist"}}
        result = lambda_svc._execute_function(record, {"Records": records})
        if result.get("error"):
            self.mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
            logger.warning("%s failed on %d records: %s", self.mapping["FunctionName"], len(records), result.get("body"))
        else:
            self.mapping["LastProcessingResult"] = "OK"
        return result
