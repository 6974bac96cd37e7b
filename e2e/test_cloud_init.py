"""What a machine's own cloud-init, Debian's, makes of the seed and of each format of user-data."""
import base64
import contextlib
import email.mime.multipart
import email.mime.text
import gzip
import json
import os
import subprocess

import pytest
import stack as stacks

KEYS = ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE alice@host", "ssh-rsa AAAAB3NzaC1yc2E= bob")
SECONDS_TO_SET_UP = 240  # on an emulated processor
TEMPLATE = """## template: jinja
#cloud-config
write_files:
- {path: /proof/template, content: "{{ v1.local_hostname }}"}
"""
BOOT_HOOK = '#cloud-boothook\n#!/bin/sh\necho booting >/proof/boothook\n'
SCRIPT = "#!/bin/sh\necho $(hostname) >/proof/script\n"
PART_HANDLER = """#part-handler
def list_types():
    return ["text/plain-to-keep"]


def handle_part(data, content_type, name, payload):
    if content_type == "text/plain-to-keep":
        with open("/proof/" + name, "w") as file:
            file.write(payload)
"""
ARCHIVE = f"""#cloud-config-archive
- {json.dumps(BOOT_HOOK)}
- type: text/x-shellscript
  content: {json.dumps(SCRIPT)}
- {{type: text/part-handler, filename: handler.py, content: {json.dumps(PART_HANDLER)}}}
- {{type: text/plain-to-keep, filename: kept, content: "größe"}}
- content: {json.dumps(TEMPLATE)}
"""


def packed(text):
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def message():
    parts = email.mime.multipart.MIMEMultipart()
    for kind, name, content in (
        ("part-handler", "handler.py", PART_HANDLER),
        ("plain-to-keep", "kept", "größe"),
        ("jinja2", "template", TEMPLATE),
        ("cloud-boothook", "hook", BOOT_HOOK),
        ("x-shellscript", "script", SCRIPT),
    ):
        part = email.mime.text.MIMEText(content, kind)
        part.add_header("Content-Disposition", "attachment", filename=name)
        parts.attach(part)
    return parts.as_string()


# By format, with the files in which its effect shows.
GIVEN = {
    "none": (None, set()),
    "template": (packed(TEMPLATE), {"template"}),
    "boothook": (BOOT_HOOK, {"boothook"}),
    "archive": (ARCHIVE, {"template", "boothook", "script", "kept"}),
    "mime": (message(), {"template", "boothook", "script", "kept"}),
}


@pytest.fixture(scope="module")
def cloud_image(libvirt):
    """The name of an image in the default pool whose cloud-init says on the console what it has done."""
    name = "e2e-cloud-init.qcow2"
    made = subprocess.run([stacks.ROOT / "e2e" / "cloud_init_image"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    file = made.stdout.strip()
    libvirt("vol-delete", name, "default")  # what a killed run left
    assert libvirt("vol-create-as", "default", name, str(os.path.getsize(file)), "--format", "raw") is not None
    assert libvirt("vol-upload", name, file, "--pool", "default") is not None
    libvirt("pool-refresh", "default")
    yield name
    libvirt("vol-delete", name, "default")


@pytest.fixture
def guest(request, machine_tools, cloud_image, remove_machine):
    """The name of a machine that sets itself up with user-data of this format. One at a time: each keeps a processor busy."""
    name, text = f"e2e-guest-{request.param}", GIVEN[request.param][0]
    remove_machine(name)
    try:
        own = {"user_data": text} if text else {}
        machine_tools.ask("create_vm", name=name, image=cloud_image, ssh_key="\n".join(KEYS) + "\n", memory_mib=512, cpus=1, disk_gib=1, **own)
        yield name
    finally:
        remove_machine(name)


def told_by(machine_tools, guest):
    """None until the whole of it is printed."""
    text = machine_tools.ask("get_vm_console_log", name=guest, grep="guest: {")["text"]
    with contextlib.suppress(ValueError):
        return json.loads(text[text.index("{"):])
    return None


@pytest.mark.parametrize(("guest", "format"), [(format, format) for format in GIVEN], indirect=["guest"], ids=GIVEN)
def test_a_guest_sets_itself_up_as_it_was_told(machine_tools, guest, format):
    told = stacks.until(lambda: told_by(machine_tools, guest), f"{guest} has set itself up", SECONDS_TO_SET_UP)
    assert told["source"].startswith("DataSourceNoCloud [seed=/dev/sr0]"), told
    assert (told["hostname"], told["errors"], told["warnings"]) == (guest, [], []), told
    # In any order, for cloud-init makes sets of them.
    assert {home: set(keys.splitlines()) for home, keys in told["keys"].items()} == {"/root": set(KEYS), "/home/debian": set(KEYS)}, told
    proof = {"template": guest, "script": guest, "boothook": "booting", "kept": "größe"}
    assert {file: text.strip() for file, text in told["proof"].items()} == {file: proof[file] for file in GIVEN[format][1]}, told
