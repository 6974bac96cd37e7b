"""A creation that something goes wrong with leaves nothing, and takes nothing of others."""
import faults
import pytest
import stack as stacks


@pytest.fixture(scope="module")
def laboratory(libvirt, stack):
    with faults.laboratory(stacks.ROOT / ".qubinode" / "e2e-faults", 27191, seed=7) as laboratory:
        yield laboratory


@pytest.mark.parametrize("number", range(16))
def test_nothing_is_left_and_nothing_is_lost(laboratory, number):
    # Every kind twice, at moments that differ.
    run = laboratory.run(number, laboratory.kinds[number % len(laboratory.kinds)])
    assert (run.left, run.lost) == (frozenset(), frozenset()), run
