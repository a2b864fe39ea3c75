"""The project at hand: its folders and parameters, dbt, the database door, messages."""
