"""The scripts of the built page: the mount, the engine and its worker."""
