"""Lighthouse's accessibility, best practices and speed of every page: `make lighthouse`. It needs Node, so it is no part of `make check`."""
