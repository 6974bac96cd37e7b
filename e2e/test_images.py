"""Images come from a web server that breaks off, into the pool of a real libvirt."""
import concurrent.futures
import hashlib
import http.server
import json
import re
import shutil
import subprocess
import threading

import faults
import pytest
import stack as stacks
from test_machines import machines, volumes

SPEC = {"memory": 128, "cpus": 1, "disk_size": 1, "start": False}


class Publisher(http.server.BaseHTTPRequestHandler):
    """Knows ranges, and cuts the first connection for each file in its middle."""

    protocol_version = "HTTP/1.1"
    files, asked = {}, []

    def do_GET(self):
        content = self.files.get(self.path)
        if content is None:
            return self.send_error(404)
        start = int(re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", "bytes=0-")).group(1))
        first = not any(path == self.path for path, _ in self.asked)
        self.asked.append((self.path, start))
        self.send_response(206 if start else 200)
        self.send_header("ETag", '"one"')
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start : start + (len(content) - start) // 2] if first and len(content) > 1000 else content[start:])
        self.close_connection = True

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def publisher(libvirt, tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    image = folder / "e2e-published.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-o", "preallocation=full", str(image), "6M"], check=True)
    content = image.read_bytes()
    Publisher.files = {"/e2e-published.qcow2": content, "/e2e-forged.qcow2": content + b"x", "/e2e-twin.qcow2": content}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    names = {"published": "e2e-published.qcow2", "forged": "e2e-forged.qcow2", "gone": "e2e-gone.qcow2", "twin": "e2e-twin.qcow2"}
    catalogue = folder / "images.yml"
    entries = {name: {"url": f"{base}/{file}", "checksum": digest, "user": "root"} for name, file in names.items()}
    entries |= {"unproved": {"url": f"{base}/e2e-unproved.qcow2"}}
    catalogue.write_text(json.dumps(entries))
    yield catalogue
    server.shutdown()
    for file in names.values():
        libvirt("vol-delete", file, "default")


@pytest.fixture(scope="module")
def service(publisher, built):
    home = stacks.ROOT / ".qubinode" / "e2e-images"
    shutil.rmtree(home, ignore_errors=True)
    service = faults.Service(home, 27193, pool="default", images={"catalogue": str(publisher), "allow_http": True})
    service.start()
    yield service
    service.kill()


def test_a_machine_is_made_of_an_image_that_is_downloaded_for_it(service, libvirt, machine):
    status, made = service.call("create_vm", name=machine, image="published", **SPEC)
    assert (status, made.get("image")) == (200, "e2e-published.qcow2"), made
    assert [start > 0 for path, start in Publisher.asked if path == "/e2e-published.qcow2"] == [False, True]
    assert "6.00 MiB" in libvirt("vol-info", "e2e-published.qcow2", "default")
    status, problem = service.call("delete_image", name="published")
    assert (status, problem["code"]) == (409, "wrong_state") and f"{machine}_0.img" in problem["detail"]
    assert service.call("delete_vm", name=machine)[0] == 200
    assert service.call("delete_image", name="published") == (200, {"deleted_volume": "e2e-published.qcow2"})
    assert "e2e-published.qcow2" not in volumes(libvirt)


@pytest.mark.parametrize("image, code", [("forged", "backend_refused"), ("gone", "not_found")])
def test_an_image_that_is_not_what_it_should_be_leaves_nothing(service, libvirt, machine, image, code):
    before = machines(libvirt), volumes(libvirt)
    assert service.call("create_vm", name=machine, image=image, **SPEC)[1]["code"] == code
    assert (machines(libvirt), volumes(libvirt)) == before


def test_an_image_that_nothing_proves_is_not_even_asked_for(service, libvirt, machine):
    before = machines(libvirt), volumes(libvirt)
    status, problem = service.call("create_vm", name=machine, image="unproved", **SPEC)
    assert (status, problem["code"]) == (403, "denied") and "allow_unverified: true" in problem["detail"]
    status, listed = service.call("list_images")
    assert {image["name"]: image.get("verified_by") for image in listed["images"]}["unproved"] == "nothing"
    assert not any(path == "/e2e-unproved.qcow2" for path, _ in Publisher.asked)
    assert (machines(libvirt), volumes(libvirt)) == before


def test_many_calls_share_one_download(service, libvirt):
    with concurrent.futures.ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: service.call("download_image", name="twin"), range(10)))
    assert {status for status, _ in answers} == {200}, answers
    assert [start > 0 for path, start in Publisher.asked if path == "/e2e-twin.qcow2"] == [False, True]
    status, listed = service.call("list_images", downloadable=False)
    assert {"name": "twin", "in_pool": True} .items() <= [image for image in listed["images"] if image["name"] == "twin"][0].items()
