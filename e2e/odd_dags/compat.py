"""What the odd workflows need of Airflow 2 and of Airflow 3. Airflow finds no DAG here."""
try:
    from airflow.sdk import DAG, Param, get_current_context, task
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:
    from airflow import DAG
    from airflow.decorators import task
    from airflow.models.param import Param
    from airflow.operators.bash import BashOperator
    from airflow.operators.python import get_current_context

try:
    from airflow.providers.standard.operators.hitl import ApprovalOperator, HITLOperator
except Exception:  # before Airflow 3.1, where its provider says so in a way of its own
    ApprovalOperator = HITLOperator = None

__all__ = ["ApprovalOperator", "BashOperator", "DAG", "HITLOperator", "Param", "get_current_context", "task"]
