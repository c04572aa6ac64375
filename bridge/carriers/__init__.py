"""Carriers: the only modules that know what a telephone company sends, signs and expects."""
