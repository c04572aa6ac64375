"""Tests of the media transport: frames, event loop, dialling, taking over sockets."""
