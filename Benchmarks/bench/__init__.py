"""Measures NormKit beside other libraries: the workloads of docs/performance.md, turn by turn."""
