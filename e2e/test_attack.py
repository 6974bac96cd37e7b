"""`bench/attack`, short. Beside other tests times tell nothing, so those are left to the bench."""
import subprocess
import sys

import stack as stacks


def attack(*options):
    done = subprocess.run([sys.executable, stacks.ROOT / "bench" / "attack", "--print-only", *options], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_good_client_gets_its_answers_beside_attackers_and_nothing_is_left(built):
    attack("--seconds", "10", "--without-times")


def test_strangers_make_the_service_hold_little(built):
    # The bench alone on a machine holds 32: beside other tests more sockets wait between accept and count.
    table = [line for line in attack("--held", "--most", "48").splitlines() if line.startswith("| ")]
    assert len(table) == 2 + 6, table
