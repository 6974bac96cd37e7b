"""A creation that something goes wrong with leaves nothing, and takes nothing of others."""
import faults
import pytest
import stack as stacks


@pytest.fixture(scope="module", params=(faults.SmallFileSystem, faults.Quota), ids=lambda file_system: file_system.fault)
def laboratory(request, libvirt, built):
    with faults.laboratory(stacks.ROOT / ".qubinode" / "e2e-faults", 27214, 7, request.param) as laboratory:
        yield laboratory


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.whole_libvirt) if kind == "libvirtd_killed" else kind for kind in (*faults.KINDS, "full")]
)
def test_nothing_is_left_and_nothing_is_lost(laboratory, kind):
    if kind == "full" and not laboratory.pool.mounted:
        pytest.skip("file systems may not be mounted here")
    run = laboratory.run(kind, laboratory.pool.file_system.fault if kind == "full" else kind)
    assert (run.left, run.lost) == (frozenset(), frozenset()), run
