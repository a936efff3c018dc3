"""Long campaigns against the pipeline, each with a seed and a count (`make torture`)."""
