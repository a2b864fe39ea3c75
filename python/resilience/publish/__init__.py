"""From figures to a publication: the steps of a run, and the folder that people read."""
