"""What Linux installs: the folder archive and the Debian package."""
