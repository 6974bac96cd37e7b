#!/usr/bin/env python3
"""Runs a daemon in the foreground and reaps the orphans that it leaves, as the init of a real host does at once.

libvirt waits until a QEMU that it ended is gone from the process table. The first process of a container may reap orphans only
every few seconds, and then each of libvirt's looks at a QEMU takes as long.
"""
import ctypes
import os
import signal
import subprocess
import sys

PR_SET_CHILD_SUBREAPER = 36

ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
daemon = subprocess.Popen(sys.argv[1:])
signal.signal(signal.SIGTERM, lambda *_: daemon.terminate())
while True:
    pid, status = os.wait()
    if pid == daemon.pid:
        sys.exit(os.waitstatus_to_exitcode(status))
