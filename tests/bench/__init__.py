"""The matching measured: `make bench-matching`. Not part of `make test`; it takes minutes and a peer of its own."""
