"""Remembers in Redis, for a day, which servers have no Responses API: every job runs in a process of its own."""

import hashlib

import redis

DAY_SECONDS = 86_400


class RedisDialects:
    """Never raises: without Redis, the Responses API is simply tried again."""

    def __init__(self, client: redis.Redis) -> None:
        self.client = client

    def is_chat_only(self, base_url: str) -> bool:
        try:
            return bool(self.client.exists(key(base_url)))
        except redis.RedisError:
            return False

    def remember_chat_only(self, base_url: str) -> None:
        try:
            self.client.set(key(base_url), "1", ex=DAY_SECONDS)
        except redis.RedisError:
            return


def key(base_url: str) -> str:
    return f"llm:chat-only:{hashlib.sha256(base_url.encode()).hexdigest()[:16]}"
