"""A creation that something goes wrong with leaves nothing, and takes nothing of others."""
import faults
import pytest
import stack as stacks


@pytest.fixture(scope="module", params=(faults.SmallFileSystem, faults.Quota), ids=lambda file_system: file_system.fault)
def laboratory(request, libvirt, stack):
    with faults.laboratory(stacks.ROOT / ".qubinode" / "e2e-faults", 27191, 7, request.param) as laboratory:
        yield laboratory


@pytest.mark.parametrize("number", range(8))
def test_nothing_is_left_and_nothing_is_lost(laboratory, number):
    run = laboratory.run(number, laboratory.kinds[number % len(laboratory.kinds)])
    assert (run.left, run.lost) == (frozenset(), frozenset()), run
