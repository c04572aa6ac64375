"""HTTP routes and the media socket. Each verifies, parses, acts and answers; decisions are made elsewhere."""
