"""``doctor``: looks at this machine and says what stands in the way. It changes nothing.

``probes``, ``listeners`` and ``airflow_probe`` collect facts; ``tools``, ``machines``, ``network``, ``host`` and ``access`` judge
them; ``examination`` runs all of it, each check within a time limit.
"""
