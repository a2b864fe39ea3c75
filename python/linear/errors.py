"""What a sample or a request does not allow."""


class LinearError(ValueError):
    """A convention that is unknown or cannot be computed on these rows; the message says why and what to use."""
