// The bridge in Node with `ws`: one callback for each direction, JSON parsed and made for each frame.
import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";

const AUDIO_PER_MARK = 20;
const server = createServer();
const carriers = new WebSocketServer({ server, perMessageDeflate: false });

carriers.on("connection", (carrier) => {
  let agent = null;
  const early = [];
  const hear = (payload) => {
    const text = JSON.stringify({ user_audio_chunk: payload });
    if (agent?.readyState === WebSocket.OPEN) agent.send(text);
    else early.push(text);
  };
  carrier.on("message", (data) => {
    const event = JSON.parse(data);
    if (event.event === "media") hear(event.media.payload);
    else if (event.event === "start") agent = dial(carrier, event.start.streamSid, early);
    else if (event.event === "stop") carrier.close();
  });
  carrier.on("close", () => agent?.close());
  carrier.on("error", () => agent?.close());
});

function dial(carrier, streamSid, early) {
  const agent = new WebSocket(process.env.AGENT_URL, { perMessageDeflate: false });
  let sent = 0;
  agent.on("open", () => {
    agent.send(JSON.stringify({ type: "conversation_initiation_client_data" }));
    for (const text of early.splice(0)) agent.send(text);
  });
  agent.on("message", (data) => {
    const message = JSON.parse(data);
    if (message.type === "audio") {
      carrier.send(JSON.stringify({ event: "media", streamSid, media: { payload: message.audio_event.audio_base_64 } }));
      sent += 1;
      if (sent % AUDIO_PER_MARK === 0) carrier.send(JSON.stringify({ event: "mark", streamSid, mark: { name: String(sent) } }));
    } else if (message.type === "interruption") carrier.send(JSON.stringify({ event: "clear", streamSid }));
    else if (message.type === "ping") agent.send(JSON.stringify({ type: "pong", event_id: message.ping_event.event_id }));
  });
  agent.on("close", () => carrier.close());
  agent.on("error", () => carrier.close());
  return agent;
}

server.listen(Number(process.env.PORT), "127.0.0.1");
