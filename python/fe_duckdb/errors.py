"""What a person can put right."""


class RegressionError(ValueError):
    """A formula, column, convention, relation or connection that cannot be used; the message says why and what to do."""
