"""Machines as others define them: fixed samples in this folder, and names that are made by libvirt's own rules."""
import pathlib
import random
import uuid
import xml.etree.ElementTree as ElementTree

SAMPLES = sorted(pathlib.Path(__file__).parent.glob("*.xml"))
NAMES = (
    "e2e odd (test)", "e2e-größe-vm", "e2e+db@lab", " e2e-odd blanks around ", "e2e-odd\ttab", "e2e-数据库", "e2e-odd.", "-e2e-odd", ".e2e-odd",
    "e2e%2Fodd", "e2e-odd&<name>'\"", "e2e-odd;id", "$(e2e-odd)", "e2e-odd\\n", "e2e-odd{{x}}", "e2e-odd,host=x", "e2e-😀", "e2e-odd#?x=1", "~e2e-odd",
)
# What may stand in a name: https://gitlab.com/libvirt/libvirt/-/blob/master/src/conf/domain_conf.c refuses "/" and line ends,
# and XML 1.0 has no control characters but the tab. The name is that of files too, which have 255 bytes with their endings.
ALPHABET = [chr(c) for c in (*range(0x20, 0x7F), 0x9, *range(0xA1, 0x180), *range(0x391, 0x3A1), *range(0x4E00, 0x4E20), *range(0x1F600, 0x1F610)) if chr(c) != "/"]
LONGEST = 200


def generated(seed, count):
    """Names by libvirt's rules."""
    chance = random.Random(seed)
    names = set()
    while len(names) < count:
        name = "e2e" + "".join(chance.choice(ALPHABET) for _ in range(chance.choice((1, 3, 20, 150))))
        if len(name.encode()) <= LONGEST:
            names.add(chance.choice((name, name[3:] + " e2e")))
    return sorted(names)


def named(name):
    """The definition of a small machine of this name."""
    domain = ElementTree.Element("domain", type="qemu")
    ElementTree.SubElement(domain, "name").text = name
    ElementTree.SubElement(domain, "memory", unit="MiB").text = "64"
    ElementTree.SubElement(ElementTree.SubElement(domain, "os"), "type").text = "hvm"
    return domain


def with_id(domain):
    """Its text and the id that it is known by here, because not every program can be told such names; one name has one id."""
    identity = str(uuid.uuid5(uuid.NAMESPACE_DNS, domain.find("name").text))
    element = ElementTree.Element("uuid")
    element.text = identity
    domain.insert(1, element)
    return ElementTree.tostring(domain, encoding="unicode"), identity
