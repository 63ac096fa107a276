"""Proofs that what is released installs, works and goes away again, on systems that have nothing of ours."""
