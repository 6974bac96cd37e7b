"""The libraries that the built services really have: what pom.xml lifts must arrive, whatever list of versions comes first."""
import re
import xml.etree.ElementTree
import zipfile

import pytest
import stack as stacks

POM = "{http://maven.apache.org/POM/4.0.0}"
# One artifact for a version that a list of versions brings.
OF_LIST = {"netty": "netty-handler", "jackson": "jackson-databind", "micrometer": "micrometer-core"}
# Those that must not fall behind Quarkus' own choice, as they once did.
AT_LEAST = {"snakeyaml": (2, 5), "slf4j-api": (2, 0, 17)}


def lifted():
    """Artifacts and the versions that pom.xml asks for beside Quarkus' own."""
    pom = xml.etree.ElementTree.parse(stacks.ROOT / "pom.xml").getroot()
    properties = {entry.tag.removeprefix(POM): entry.text for entry in pom.find(f"{POM}properties")}
    artifacts = {}
    for entry in pom.iterfind(f"{POM}dependencyManagement/{POM}dependencies/{POM}dependency"):
        named = re.fullmatch(r"\$\{(.+)\.version}", entry.findtext(f"{POM}version"))
        if named and named[1] != "project" and entry.findtext(f"{POM}scope") != "test":
            artifact = OF_LIST.get(named[1], entry.findtext(f"{POM}artifactId"))
            artifacts[artifact] = properties[f"{named[1]}.version"]
    return artifacts


@pytest.fixture(scope="module")
def libraries(built):
    """Of both services, artifact by artifact, the versions."""
    found = {}
    for service in ("airflow-mcp", "ai-assistant-mcp"):
        for jar in (stacks.ROOT / service / "target" / "quarkus-app" / "lib").rglob("*.jar"):
            named = re.fullmatch(r"(?:[a-z][\w-]*\.)+?([a-z][a-z0-9_-]*)-(\d.*)\.jar", jar.name)
            if named:
                found.setdefault(named[1], set()).add(named[2])
    return found


def test_what_the_pom_lifts_arrives(libraries):
    asked = lifted()
    arrived = {artifact: libraries[artifact] for artifact in asked if artifact in libraries}
    assert set(OF_LIST.values()) | {"vertx-core", "jsoup"} <= set(arrived)
    assert arrived == {artifact: {asked[artifact]} for artifact in arrived}


def test_nothing_falls_behind_what_quarkus_chooses(libraries):
    for artifact, least in AT_LEAST.items():
        for version in libraries[artifact]:
            assert tuple(int(part) for part in version.split(".")) >= least, (artifact, version)


@pytest.mark.parametrize("service, record", (("airflow-mcp", "DagTools$ListDags"), ("ai-assistant-mcp", "DocumentTools$QueryDocuments")))
def test_the_build_wrote_the_schemas_of_the_tools(built, service, record):
    """Without them a service works, and starts slower."""
    (jar,) = (stacks.ROOT / service / "target" / "quarkus-app" / "app").glob("*.jar")
    with zipfile.ZipFile(jar) as built:
        assert any(name.startswith("META-INF/tool-schemas/") and name.endswith(f"{record}.input.json") for name in built.namelist())
