"""Lighthouse's accessibility and best practices of every page: `make lighthouse`. It needs Node, so it is no part of `make check`."""
