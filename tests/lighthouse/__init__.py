"""Lighthouse: accessibility and best practices of every page in `make check`, beside axe (`attached`); speed too with `make lighthouse`."""
