"""Alerts and dashboard, read by Prometheus' own tool."""
import json
import subprocess

import pytest
import stack as stacks
import yaml

MONITORING = stacks.ROOT / "deploy/monitoring"
PANELS = json.loads((MONITORING / "dashboard.json").read_text())["panels"]


def promtool(*arguments):
    done = subprocess.run(["promtool", *arguments], cwd=MONITORING, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def alerts():
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions():
    return [target["expr"] for panel in PANELS for target in panel["targets"]]


def test_prometheus_takes_the_configuration_and_its_alerts():
    promtool("check", "config", "prometheus.yml")


def test_alerts_come_when_something_is_wrong_and_only_then():
    promtool("test", "rules", "alerts_test.yml")


def test_every_alert_is_tested_both_ways():
    tests = yaml.safe_load((MONITORING / "alerts_test.yml").read_text())["tests"]
    quiet, loud = ({check["alertname"] for check in test["alert_rule_test"]} for test in tests)
    assert quiet == loud == {rule["alert"] for rule in alerts()}


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_an_alert_says_what_to_do(rule):
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert set(rule["annotations"]) == {"summary", "action"}


def test_prometheus_understands_every_panel(tmp_path):
    filled = [expression.replace("$__rate_interval", "1m").replace("$job", "airflow-mcp") for expression in expressions()]
    rules = [{"record": f"panel:{number}", "expr": expression} for number, expression in enumerate(filled)]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    promtool("check", "rules", str(file))


def test_panels_do_not_overlap():
    taken = set()
    for panel in PANELS:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken and place["x"] + place["w"] <= 24, panel["title"]
        taken |= cells
