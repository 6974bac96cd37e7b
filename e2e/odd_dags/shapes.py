"""Workflows of an airflow whose dag has an odd shape: params, many tasks, questions, retries."""
from compat import DAG, ApprovalOperator, HITLOperator, Param, get_current_context, task

with DAG(
    "odd_params",
    schedule=None,
    params={
        "start": Param("12:13:14", type=["string", "null"], format="time"),
        "env": Param("dev", type="string", pattern="^(?P<env>dev|prod)$"),
        "user": Param("bob", type="string", pattern="^(?!root$)[a-z]+$"),
        "word": Param("größe", type="string", pattern=r"^\w+$"),
        "memory": Param(2048, type="integer", minimum=512),
        "nested": Param({"a": "x"}, type="object", properties={"a": {"type": "string", "pattern": "(?=x)x"}}),
        "anything": Param(None),
        "größe": Param(1, type="integer"),
    },
):

    @task
    def show():
        params = dict(get_current_context()["params"])
        print(params)
        return params

    show()

with DAG("odd_required", schedule=None, params={"name": Param(type="string", minLength=2)}):

    @task
    def show():
        return get_current_context()["params"]["name"]

    show()

with DAG("odd_many", schedule=None, is_paused_upon_creation=True):

    @task
    def one(number):
        return number

    one.expand(number=list(range(2_050)))

with DAG("odd_paused", schedule=None, is_paused_upon_creation=True):

    @task
    def wait():
        return "waited"

    wait()

with DAG("odd_labels", schedule=None):

    @task(map_index_template="{{ host }}")
    def look_at(host):
        get_current_context()["host"] = host
        if host == "web2":
            raise OSError(f"{host} is down")
        return {"host": host, "password": "hunter2-hunter2"}

    look_at.expand(host=["web1", "web2", "web3"])

with DAG("odd_retry", schedule=None):

    @task(retries=1, retry_delay=1)
    def flaky():
        if get_current_context()["ti"].try_number == 1:
            raise ConnectionError("refused by web1")
        return {"tries": 2}

    flaky()

if ApprovalOperator:
    with DAG("odd_approval", schedule=None):
        ApprovalOperator(task_id="may_i", subject="Delete web1?", body="It has not answered for a week.")
    with DAG("odd_choice", schedule=None):
        HITLOperator(
            task_id="which",
            subject="Which host?",
            options=["web1", "web 2", "größe"],
            multiple=True,
            params={"reason": Param("", type="string")},
        )
