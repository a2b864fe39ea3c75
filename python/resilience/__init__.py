"""The Export Resilience Warehouse: the command around the dbt project."""

__version__ = "0.1.0"
