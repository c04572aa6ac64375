"""A stored call, played again through a build of the bridge and compared with what was kept of it."""
