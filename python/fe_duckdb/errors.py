"""What a person can put right."""


class RegressionError(ValueError):
    """A formula, column, convention or relation that cannot be used; the message says why and what to do."""
