"""The bridge of the provider's FastAPI example: a coroutine for each direction, JSON parsed and made for each frame."""

import asyncio
import json
import os
from typing import Any

import uvicorn  # type: ignore[import-not-found]
from fastapi import FastAPI, WebSocket, WebSocketDisconnect  # type: ignore[import-not-found]
from websockets.asyncio.client import connect  # type: ignore[import-not-found,unused-ignore]
from websockets.exceptions import ConnectionClosed  # type: ignore[import-not-found,unused-ignore]

AUDIO_PER_MARK = 20
app = FastAPI()


async def to_agent(carrier: WebSocket, agent: Any) -> None:
    while True:
        event = json.loads(await carrier.receive_text())
        if event["event"] == "media":
            await agent.send(json.dumps({"user_audio_chunk": event["media"]["payload"]}))
        elif event["event"] == "stop":
            return


async def to_carrier(carrier: WebSocket, agent: Any, stream_sid: str) -> None:
    sent = 0
    async for text in agent:
        message = json.loads(text)
        if message["type"] == "audio":
            payload = message["audio_event"]["audio_base_64"]
            await carrier.send_json(
                {"event": "media", "streamSid": stream_sid, "media": {"payload": payload}}
            )
            sent += 1
            if sent % AUDIO_PER_MARK == 0:
                await carrier.send_json(
                    {"event": "mark", "streamSid": stream_sid, "mark": {"name": str(sent)}}
                )
        elif message["type"] == "interruption":
            await carrier.send_json({"event": "clear", "streamSid": stream_sid})
        elif message["type"] == "ping":
            await agent.send(json.dumps({"type": "pong", "event_id": message["ping_event"]["event_id"]}))


async def media(carrier: WebSocket) -> None:
    await carrier.accept()
    event = json.loads(await carrier.receive_text())
    while event["event"] != "start":
        event = json.loads(await carrier.receive_text())
    async with connect(os.environ["AGENT_URL"], compression=None) as agent:
        await agent.send(json.dumps({"type": "conversation_initiation_client_data"}))
        ways = [to_agent(carrier, agent), to_carrier(carrier, agent, event["start"]["streamSid"])]
        tasks = [asyncio.create_task(way) for way in ways]
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            if not isinstance(task.exception(), WebSocketDisconnect | ConnectionClosed | None):
                task.result()


app.websocket("/ws/elevenlabs-bridge")(media)

if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", ws_per_message_deflate=False)
