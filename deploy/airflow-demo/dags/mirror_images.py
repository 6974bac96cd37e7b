"""
### Mirror of the lab's images

**Broken on purpose**: this file imports a module that the demo does not have, so Airflow cannot read it and lists it among its
import errors. Something to ask "why is the DAG mirror_images missing?" about.
"""

from __future__ import annotations

import lab_registry_client

try:
    from airflow.sdk import dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task


@dag(
    dag_id="mirror_images",
    description="Mirror the lab's images (demo: cannot be imported, on purpose)",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    tags=["qubinode", "images"],
)
def mirror_images():
    @task
    def mirror() -> None:
        lab_registry_client.mirror("registry.lab.example")

    mirror()


mirror_images()
