"""Tells whether the state that the cloud started with is that of the very end of the last run.

MiniStack saves its state on SIGTERM only. After a SIGKILL or a power failure it starts, without a word, from the state of
the last orderly stop: items, messages and stream positions written since are gone, while OpenSearch still has them.
A mark in STATE_DIR, there only while the cloud runs, tells the two apart.
"""

import os
import sys
import time
from pathlib import Path

_MARK = ".headwater-running"
_KEEP = ".headwater-keep"
_report = {"persisted": False, "lastStop": "none", "savedAt": None}


def _state_folder():
    return Path(os.environ.get("STATE_DIR", "/tmp/ministack-state"))


def _saved_at(folder):
    times = [path.stat().st_mtime for path in folder.glob("*.json")]
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(max(times))) if times else None


def note_start():
    """Looks at what the last run left, then marks this one as running. Nothing without PERSIST_STATE=1."""
    if os.environ.get("PERSIST_STATE") != "1":
        return
    folder = _state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _KEEP).unlink(missing_ok=True)
    mark = folder / _MARK
    saved_at = _saved_at(folder)
    last_stop = "killed" if mark.exists() else "orderly" if saved_at else "none"
    _report.update(persisted=True, lastStop=last_stop, savedAt=saved_at)
    if last_stop == "killed":
        print(f"The cloud was killed: what was written after {saved_at or 'its start'} is lost.", file=sys.stderr)
    mark.write_text(str(os.getpid()))


def is_wanted():
    """Whether `down --keep` asked for the state to be saved at this end. Any other end leaves nothing: its data go with it."""
    return (_state_folder() / _KEEP).exists()


def saving_when_wanted(receive):
    """Of a lifespan: before its shutdown is told of, MiniStack's saving is switched off unless it is wanted."""

    async def receive_and_choose():
        message = await receive()
        if message["type"] == "lifespan.shutdown" and os.environ.get("HEADWATER_SAVES_WHEN_ASKED") == "1":
            from ministack import app

            app.PERSIST_STATE = is_wanted()
        return message

    return receive_and_choose


def note_orderly_stop():
    if _report["persisted"]:
        (_state_folder() / _MARK).unlink(missing_ok=True)


def report():
    """`{persisted, lastStop: orderly | killed | none, savedAt}`; savedAt belongs to the state that was loaded."""
    return dict(_report)
