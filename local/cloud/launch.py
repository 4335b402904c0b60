"""Starts MiniStack with what it gets wrong about AWS put right.

    python local/cloud/launch.py

takes MiniStack's own environment variables (GATEWAY_PORT, BIND_HOST, LOG_LEVEL, PERSIST_STATE, STATE_DIR, ...), runs in
the foreground and stops on SIGTERM. Every replacement is one file in `truths/`, and each says which AWS documentation
it follows. They reach into MiniStack's internals, so any other version than the pinned one is refused.
"""

import asyncio
import importlib
import os
import sys
from importlib.metadata import PackageNotFoundError, version

PINNED_MINISTACK = "1.5.33"
EXIT_WRONG_MINISTACK = 78  # EX_CONFIG of sysexits.h

# In the order they are put in place. `ttl_stream_records` comes first: it must be there before MiniStack's own DynamoDB
# module is imported, whose reaper starts at import.
TRUTHS = (
    "ttl_stream_records",
    "loopback_is_secure",
    "sqs_batch_actions",
    "denials",
    "encrypted_stores",
    "stack_encryption",
    "domain_endpoints",
    "state_machine_rights",
    "stream_record_sizes",
    "stream_persistence",
    "event_source_pollers",
    "queue_safety",
    "warm_after_errors",
    "quick_invocations",
    "quick_threads",
    "quick_scans",
    "put_events",
    "replays",
    "target_dead_letters",
    "queue_move_tasks",
    "archive_resource",
    "alarm_resources",
    "bucket_tags",
    "secret_refs",
    "athena_parameters",
    "symlink_tables",
    "empty_tables",
    "table_export",
    "state_paths",
    "not_emulated",
)


def refuse_other_versions():
    """Ends the process with a clear message unless the pinned MiniStack is installed."""
    try:
        found = version("ministack")
    except PackageNotFoundError:
        found = "none"
    if found == PINNED_MINISTACK:
        return
    print(
        f"local/cloud needs ministack=={PINNED_MINISTACK}, but {sys.executable} has {found}.\n"
        f"Install it with: {sys.executable} -m pip install ministack=={PINNED_MINISTACK}",
        file=sys.stderr,
    )
    raise SystemExit(EXIT_WRONG_MINISTACK)


def set_defaults():
    """MiniStack's own defaults that a developer's machine must not have. What the environment says goes first."""
    # It listens on every interface, and takes any credentials.
    os.environ.setdefault("BIND_HOST", "127.0.0.1")
    # At INFO it writes a line for every event and message: 40% of the throughput of a bus of small events.
    # What functions log is in CloudWatch Logs either way.
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    # A minute's wait for an export, and ten seconds before a retry, are right for AWS only.
    os.environ.setdefault("SFN_WAIT_SCALE", "0.02")


def main():
    refuse_other_versions()
    set_defaults()
    for name in TRUTHS:
        importlib.import_module(f"truths.{name}").apply()

    from headwater_endpoints import serve_headwater_paths
    from ministack import app

    app.app = serve_headwater_paths(app.app)
    try:
        app.main()
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise SystemExit(0) from None


if __name__ == "__main__":
    main()
