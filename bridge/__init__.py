"""The telephone bridge: carrier and voice agent on two sockets, and the session between them."""
