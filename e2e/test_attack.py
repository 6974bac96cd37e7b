"""`bench/attack`, short. Beside other tests times tell nothing, so those are left to the bench."""
import contextlib
import os
import signal
import subprocess
import sys

import pytest
import stack as stacks

ATTACK = stacks.ROOT / "bench" / "attack"


def attack(*options):
    bench = subprocess.Popen(
        [sys.executable, ATTACK, "--print-only", *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        told, _ = bench.communicate()
    finally:
        # A test that takes too long leaves no attackers behind, nor what they attack.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(bench.pid, signal.SIGKILL)
    assert bench.returncode == 0, told
    return told


def test_a_good_client_gets_its_answers_beside_attackers_and_nothing_is_left(built):
    attack("--seconds", "10", "--without-times")


ALONE = ["unfinished_headers", "one_long_header", "body_after_401", "half_a_hello", "no_answer_to_the_server", "headers_in_tls"]


@pytest.mark.parametrize("attack_alone", ALONE)
def test_strangers_make_the_service_hold_little(built, attack_alone):
    # The bench alone on a machine holds 32: beside other tests more sockets wait between accept and count.
    table = [line for line in attack("--held", "--most", "48", "--only", attack_alone).splitlines() if line.startswith("| ")]
    assert len(table) == 2 + 1, table


def test_each_attack_of_the_bench_is_tried_alone():
    told = subprocess.run([sys.executable, ATTACK, "--help"], capture_output=True, text=True, check=True).stdout
    assert "{" + ",".join(ALONE) + "}" in told, told
