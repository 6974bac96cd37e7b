"""A file of an airflow whose dag cannot be read."""
import no_such_module_of_the_lab  # noqa: F401
