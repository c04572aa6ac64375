"""A voice agent service like ElevenLabs': scripted dialogues over its protocol, and as strict as the real one."""
