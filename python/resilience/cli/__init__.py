"""The command `resilience`."""
