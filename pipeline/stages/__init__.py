"""The stages of a run, in the order of the flow; `pipeline/run.py` calls them."""
