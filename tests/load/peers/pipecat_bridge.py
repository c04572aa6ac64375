"""The bridge as a pipecat pipeline: the carrier's transport around one processor that talks to the agent."""

import asyncio
import audioop
import base64
import json
import os
from typing import Any

import uvicorn  # type: ignore[import-not-found]
from fastapi import FastAPI, WebSocket  # type: ignore[import-not-found]
from loguru import logger  # type: ignore[import-not-found]
from pipecat.frames import frames  # type: ignore[import-not-found]
from pipecat.pipeline.pipeline import Pipeline  # type: ignore[import-not-found]
from pipecat.pipeline.worker import PipelineParams, PipelineWorker  # type: ignore[import-not-found]
from pipecat.processors.frame_processor import FrameProcessor  # type: ignore[import-not-found]
from pipecat.serializers.twilio import TwilioFrameSerializer  # type: ignore[import-not-found]
from pipecat.transports.websocket.fastapi import (  # type: ignore[import-not-found]
    FastAPIWebsocketParams,
    FastAPIWebsocketTransport,
)
from pipecat.workers.runner import WorkerRunner  # type: ignore[import-not-found]
from websockets.asyncio.client import connect  # type: ignore[import-not-found,unused-ignore]

RATE = 8000
logger.remove()
app = FastAPI()


class Agent(FrameProcessor):  # type: ignore[misc]
    """Sends the caller's audio to the agent, and pushes what the agent says."""

    def __init__(self, agent: Any) -> None:
        super().__init__()
        self._agent = agent
        self._listening: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Any, direction: Any) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, frames.StartFrame):
            self._listening = asyncio.create_task(self._listen())
        if isinstance(frame, frames.InputAudioRawFrame):
            audio = base64.b64encode(audioop.lin2ulaw(frame.audio, 2)).decode()
            await self._agent.send(json.dumps({"user_audio_chunk": audio}))
        else:
            await self.push_frame(frame, direction)

    async def _listen(self) -> None:
        async for text in self._agent:
            message = json.loads(text)
            if message["type"] == "audio":
                audio = audioop.ulaw2lin(base64.b64decode(message["audio_event"]["audio_base_64"]), 2)
                await self.push_frame(frames.OutputAudioRawFrame(audio, RATE, 1))
            elif message["type"] == "ping":
                pong = {"type": "pong", "event_id": message["ping_event"]["event_id"]}
                await self._agent.send(json.dumps(pong))


async def media(carrier: WebSocket) -> None:
    await carrier.accept()
    event = json.loads(await carrier.receive_text())
    while event["event"] != "start":
        event = json.loads(await carrier.receive_text())
    options = TwilioFrameSerializer.InputParams(auto_hang_up=False)
    serializer = TwilioFrameSerializer(event["start"]["streamSid"], params=options)
    params = FastAPIWebsocketParams(
        serializer=serializer, audio_in_enabled=True, audio_out_enabled=True, audio_out_10ms_chunks=2
    )
    transport = FastAPIWebsocketTransport(carrier, params)
    async with connect(os.environ["AGENT_URL"], compression=None) as agent:
        await agent.send(json.dumps({"type": "conversation_initiation_client_data"}))
        pipeline = Pipeline([transport.input(), Agent(agent), transport.output()])
        rates = PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE)
        worker = PipelineWorker(pipeline, params=rates, idle_timeout_secs=None)

        async def end(*_: object) -> None:
            await worker.cancel()

        transport.event_handler("on_client_disconnected")(end)
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        await runner.run()


app.websocket("/ws/elevenlabs-bridge")(media)

if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", ws_per_message_deflate=False)
