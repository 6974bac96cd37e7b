"""The official clients."""
import json
import os
import re
import subprocess

import pytest

# In this order at every start, for a listing that changes costs a client its prompt cache.
LISTED = {
    "airflow": (
        "cancel_dag_run list_dags trigger_dag get_dag_status diagnose_dag_run get_task_logs list_vms get_vm_info create_vm delete_vm".split()
    ),
    "ai": "chat_with_context query_documents get_project_status".split(),
}


def calls(image):
    """Right calls of all tools but cancel_dag_run, which needs a run that goes on; in an order in which each can succeed."""
    machine = {"name": "e2e-typescript", "image": image, "memory": 128, "cpus": 1, "disk_size": 1}
    return [
        {"service": service, "tool": tool, "arguments": arguments}
        for service, tool, arguments in (
            ("airflow", "list_dags", {}),
            ("airflow", "trigger_dag", {"dag_id": "provision_vm", "conf": {"vm_name": "ts"}, "wait_seconds": 100}),
            ("airflow", "get_dag_status", {"dag_id": "provision_vm"}),
            ("airflow", "diagnose_dag_run", {"dag_id": "provision_vm"}),
            ("airflow", "get_task_logs", {"dag_id": "provision_vm", "task_id": "check_capacity"}),
            ("airflow", "create_vm", machine),
            ("airflow", "list_vms", {}),
            ("airflow", "get_vm_info", {"vm_name": machine["name"]}),
            ("airflow", "delete_vm", {"name": machine["name"], "force": True}),
            ("ai", "query_documents", {"query": "How do I open the firewall?"}),
            ("ai", "chat_with_context", {"message": "How do I open the firewall?"}),
            ("ai", "get_project_status", {}),
        )
    ]


def test_the_typescript_sdk_lists_and_calls_every_tool(stack, node_modules, image):
    services = {name: {"url": service.url, "key": service.key} for name, service in (("airflow", stack.airflow), ("ai", stack.ai))}
    done = subprocess.run(
        ["node", "--test", "--test-reporter=spec", "tools.test.mjs"],
        cwd=node_modules,
        env=os.environ | {"E2E_STACK": json.dumps({"services": services, "calls": calls(image), "listed": LISTED})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout


@pytest.mark.smoke
@pytest.mark.anyio
@pytest.mark.parametrize("name", ("airflow", "ai"))
async def test_the_python_sdk_with_its_own_choice_of_protocol_lists_the_tools(stack, name):
    async with getattr(stack, name).client() as client:
        tools = (await client.list_tools()).tools
        assert client.protocol_version == "2026-07-28"
    assert [tool.name for tool in tools] == LISTED[name]


@pytest.mark.anyio
async def test_the_python_sdk_does_without_a_session_what_it_does_with_one(stack):
    steps = []

    async def progressed(done, total, message):
        steps.append(message)

    async with stack.ai.client() as client:
        resources = (await client.list_resources()).resources
        text = (await client.read_resource(resources[0].uri)).contents[0].text
        refused = await client.call_tool("query_documents", {"limit": "many"})
    assert text and refused.is_error and "invalid_argument" in refused.content[0].text
    assert all("session" not in record for record in stack.ai.records()[-3:])
    async with stack.airflow.client() as client:
        run = {"dag_id": "provision_vm", "conf": {"vm_name": "stateless"}, "wait_seconds": 100}
        answer = await client.call_tool("trigger_dag", run, progress_callback=progressed)
    assert answer.structured_content["run"]["state"] == "success" and steps, (answer, steps)


@pytest.mark.anyio
async def test_prompts_set_a_model_to_work_with_tools_that_are_there(stack):
    expected = {"airflow": {"troubleshoot_run": {"dag_id": "provision_vm"}, "plan_vm": {"purpose": "DNS"}}, "ai": {"onboarding": {}}}
    for name, prompts in expected.items():
        async with getattr(stack, name).session() as session:
            assert {prompt.name for prompt in (await session.list_prompts()).prompts} == set(prompts)
            for prompt, arguments in prompts.items():
                text = (await session.get_prompt(prompt, arguments)).messages[0].content.text
                named = set(re.findall(r"\b[a-z]+_[a-z_]+\b", text)) - set(arguments.values())
                assert named and named <= set(LISTED[name]), named
