"""A folder of one's own: what a panel's columns are, and the study that is written for them."""
