"""A telephone network like Twilio's: it calls the bridge, streams a caller's voice, and accepts only what Twilio accepts."""
