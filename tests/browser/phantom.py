"""Runs scripts in PhantomJS 2.1, a browser about as old as those that the manual promises."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import phantomjs_bin

#: Seconds after which a script is stuck.
_PATIENCE = 900


def run(script: str, *arguments: str) -> str:
    """What a script of this folder prints."""
    program = Path(phantomjs_bin.executable_path)
    mode = program.stat().st_mode
    if not mode & stat.S_IXUSR:
        program.chmod(mode | stat.S_IXUSR)  # its package forgets to
    path = Path(__file__).parent / script
    done = subprocess.run(
        [str(program), str(path), *arguments],
        # Its TLS library reads a newer one's settings, and gives up.
        env={**os.environ, "OPENSSL_CONF": "/dev/null", "QT_QPA_PLATFORM": ""},
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout
